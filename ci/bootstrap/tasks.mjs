/** Commands that a laboratory run starts. */
const laboratory = ["ip", "nft", "ping", "tcpdump", "unshare", "setpriv", "nsenter", "mount"];

const always = (answer) => () => answer;
const wantsOnly =
  (...flags) =>
  (args) =>
    args.some((arg) => flags.includes(arg));
const readsOnly = wantsOnly("--list", "--help", "-h", "--dry-run", "--version");
const readsReports = (args) => args.some((arg) => /^--(merge|history)(=|$)/.test(arg));
/** Short options that are often typed without `--` before them, by the npm options they are mistaken for. */
const shortOptions = { call: "-c", all: "-a", force: "-f", long: "-l", parseable: "-p" };
/** Verbs of `lab` that need one that stands already, or none. */
const ofStanding = new Set(
  "inspect ps exec shell capture nat log start stop link measure flush rebind reboot renumber readdress become unplug plug roam switch part heal down keep help".split(
    " ",
  ),
);
const buildsByHand = ([first, ...rest]) =>
  first !== undefined && !ofStanding.has(first) && !readsOnly(first === "do" ? [] : [first, ...rest]);
const simulates = (args) =>
  args.some((arg, i) => arg === "--world=sim" || (arg === "--world" && args[i + 1] === "sim"));

/**
 * What `npm run NAME` does. `laboratory`, for these arguments: "yes" = it needs one, "maybe" = it does what is possible without.
 * `module` is imported in this process; `program` is a separate script. `options`: the long ones, without and with a
 * value, for what npm may take of them.
 */
export const tasks = {
  scenario: {
    module: "harness/run/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: (args) => (readsOnly(args) || simulates(args) ? "no" : "yes"),
    otherwise: '"-- --world sim" for the simulation alone',
    builds: true,
    options: {
      flags: ["list", "all", "json", "keep", "pause-on-fail", "record", "dry-run", "allow-skip"],
      valued: [
        "keep-runs",
        "export",
        "case",
        "repeat",
        "shard",
        "out",
        "world",
        "jobs",
        "seed",
        "proof",
        "link",
        "build",
        "relay-only",
        "sut",
        "node",
      ],
    },
  },
  lab: {
    module: "harness/hand/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: (args) => (buildsByHand(args) ? "yes" : "no"),
    builds: true,
    options: {
      flags: ["json", "all", "bare", "show", "watch", "follow", "helper", "relay-only"],
      valued: ["nat", "name", "sut", "node", "seed", "set", "to", "interface", "address", "port"],
    },
  },
  matrix: {
    module: "harness/matrix/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: (args) => (readsOnly(args) || simulates(args) || readsReports(args) ? "no" : "yes"),
    otherwise: '"-- --world sim" for the simulation alone',
    builds: true,
    options: {
      flags: ["classic", "all", "unordered", "list", "baseline", "json", "allow-skip"],
      valued: [
        "edu",
        "link",
        "loss",
        "delay",
        "pool",
        "world",
        "jobs",
        "seed",
        "shard",
        "merge",
        "resume",
        "sut",
        "repeat",
        "keep-runs",
      ],
    },
  },
  compat: {
    module: "harness/compat/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: (args) => (readsOnly(args) || args[0] === "diff" || readsReports(args) ? "no" : "yes"),
    builds: true,
    options: {
      flags: ["list", "json"],
      valued: [
        "system",
        "group",
        "situation",
        "repeat",
        "jobs",
        "seed",
        "shard",
        "resume",
        "merge",
        "publish",
        "history",
        "keep-runs",
      ],
    },
  },
  sweep: {
    module: "harness/sweep/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: (args) => (readsOnly(args) || args[0] === "diff" ? "no" : "yes"),
    builds: true,
    options: {
      flags: ["list", "json"],
      valued: [
        "system",
        "rate",
        "delay",
        "loss",
        "load",
        "nats",
        "time",
        "repeat",
        "seed",
        "resume",
        "baseline",
        "threshold",
        "keep-runs",
      ],
    },
  },
  scale: {
    module: "harness/sim/scale/cli.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      flags: ["shrink"],
      valued: ["edges", "seed", "runs"],
    },
  },
  judge: {
    module: "harness/rejudge/cli.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      flags: ["json", "allow-skip"],
    },
  },
  report: {
    module: "harness/results/cli.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: { flags: ["json", "allow-skip"], valued: ["out"] },
  },
  systems: {
    module: "harness/sut/cli.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      flags: ["setup", "list"],
    },
  },
  doctor: {
    module: "harness/doctor/cli.ts",
    prefix: [],
    commands: laboratory,
    laboratory: always("maybe"),
    builds: true,
    options: {
      flags: ["json"],
    },
  },
  test: {
    program: "node_modules/vitest/vitest.mjs",
    prefix: ["run"],
    commands: [...laboratory, "busybox", "conntrack"],
    laboratory: always("maybe"),
    builds: true,
    options: {
      valued: [
        "project",
        "reporter",
        "reporters",
        "testNamePattern",
        "test-name-pattern",
        "changed",
        "shard",
        "retry",
        "bail",
        "watch",
        "update",
        "coverage",
        "exclude",
        "dir",
        "root",
        "config",
        "run",
        "related",
        "sequence",
        "no-file-parallelism",
        "file-parallelism",
        "pool",
        "max-workers",
        "inspect",
        "ui",
        "silent",
        "pass-with-no-tests",
        "allow-only",
        "testTimeout",
        "test-timeout",
        "hook-timeout",
        "repeats",
        "logHeapUsage",
        "t",
        "u",
        "w",
        "c",
      ],
    },
  },
  bench: {
    module: "bench/bench.ts",
    prefix: [],
    commands: ["ip", "iperf3", "ping", "ethtool", "taskset", "unshare", "ss"],
    laboratory: (args) => (args.includes("--help") ? "no" : "yes"),
    builds: true,
    options: {
      flags: ["quick", "add", "eight", "relay", "size"],
      valued: ["rounds", "seconds", "model", "only", "measure", "patience", "out", "packages"],
    },
  },
  "bench:supernode": {
    module: "bench/supernode-udp.ts",
    prefix: [],
    commands: ["ip", "unshare"],
    laboratory: (args) => (readsOnly(args) ? "no" : "yes"),
    builds: true,
    options: {
      valued: ["edges", "seconds", "flood", "datapath", "seed", "out"],
    },
  },
  "bench:storm": {
    module: "bench/storm/storm.ts",
    prefix: [],
    commands: ["ip", "unshare", "ss", "mount"],
    laboratory: (args) => (readsOnly(args) ? "no" : "yes"),
    builds: true,
  },
  package: {
    module: "ci/package/cli.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: true,
    options: { valued: ["out", "architecture"] },
  },
  vectors: { module: "src/tools/vectors.ts", prefix: [], commands: [], laboratory: always("no"), builds: false },
  decode: {
    module: "src/tools/decode.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      valued: ["community", "transform", "user", "federation", "dynamic-key"],
    },
  },
  dissector: {
    module: "src/tools/dissector.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: { valued: ["folder"], flags: ["print"] },
  },
  replay: {
    module: "src/tools/replay.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: { valued: ["until", "from", "to"], flags: ["show", "json"] },
  },
  keygen: { module: "src/tools/keygen.ts", prefix: [], commands: [], laboratory: always("no"), builds: false },
  route: { module: "dist/n2n-route.mjs", prefix: [], commands: [], laboratory: always("no"), builds: true },
  portfwd: { module: "dist/n2n-portfwd.mjs", prefix: [], commands: [], laboratory: always("no"), builds: true },
  "fuzz:core": {
    module: "ci/fuzz-core.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      valued: ["count", "processes", "share"],
    },
  },
  fuzz: {
    module: "ci/fuzz.ts",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: false,
    options: {
      valued: ["count", "seed"],
    },
  },
  edge: {
    module: "dist/edge.cjs",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: true,
    options: {
      aliases: shortOptions,
    },
  },
  supernode: {
    module: "dist/supernode.cjs",
    prefix: [],
    commands: [],
    laboratory: always("no"),
    builds: true,
    options: {
      aliases: shortOptions,
    },
  },
};
