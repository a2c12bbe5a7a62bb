/** Commands that a laboratory run starts. */
const laboratory = ["ip", "nft", "ping", "tcpdump", "unshare", "setpriv", "nsenter", "mount"];

const always = (answer) => () => answer;
const wantsOnly =
  (...flags) =>
  (args) =>
    args.some((arg) => flags.includes(arg));
const readsOnly = wantsOnly("--list", "--help", "-h", "--dry-run", "--version");
/** `npm run scenario --list` without the dashes in between: npm takes it for one of its own options, and tells. */
const npmListed = process.env.npm_config_list === "true";
const simulates = (args) =>
  args.some((arg, i) => arg === "--world=sim" || (arg === "--world" && args[i + 1] === "sim"));

/**
 * What `npm run NAME` does. `needsRoot`: "yes" = re-run with sudo when need be, "maybe" = do what is possible without.
 * `module` is imported in this process; `program` is a script of its own.
 */
export const tasks = {
  scenario: {
    module: "harness/run/cli.ts",
    prefix: [],
    commands: laboratory,
    needsRoot: (args) => (npmListed || readsOnly(args) || simulates(args) ? "no" : "yes"),
    withoutRoot: '"-- --world sim" for the simulation alone',
    builds: true,
  },
  lab: {
    module: "harness/run/lab-cli.ts",
    prefix: [],
    commands: laboratory,
    needsRoot: (args) => (args.length === 0 || readsOnly(args) ? "no" : "yes"),
    builds: true,
  },
  matrix: {
    module: "harness/matrix/cli.ts",
    prefix: [],
    commands: laboratory,
    needsRoot: (args) => (readsOnly(args) || simulates(args) || args.includes("--merge") ? "no" : "yes"),
    withoutRoot: '"-- --world sim" for the simulation alone',
    builds: true,
  },
  scale: { module: "harness/sim/scale/cli.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  judge: { module: "harness/run/judge-cli.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  doctor: {
    module: "harness/doctor/cli.ts",
    prefix: [],
    commands: laboratory,
    needsRoot: always("maybe"),
    builds: true,
  },
  test: {
    program: "node_modules/vitest/vitest.mjs",
    prefix: ["run"],
    commands: [...laboratory, "busybox"],
    needsRoot: always("maybe"),
    builds: true,
  },
  bench: {
    module: "bench/bench.ts",
    prefix: [],
    commands: ["ip", "iperf3", "ping", "ethtool", "taskset", "unshare", "ss"],
    needsRoot: (args) => (args.includes("--help") ? "no" : "yes"),
    builds: true,
  },
  "bench:supernode": {
    module: "bench/supernode-udp.ts",
    prefix: [],
    commands: ["ip", "unshare"],
    needsRoot: (args) => (readsOnly(args) ? "no" : "yes"),
    builds: true,
  },
  vectors: { module: "src/tools/vectors.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  decode: { module: "src/tools/decode.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  keygen: { module: "src/tools/keygen.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  route: { module: "dist/n2n-route.mjs", prefix: [], commands: [], needsRoot: always("no"), builds: true },
  portfwd: { module: "dist/n2n-portfwd.mjs", prefix: [], commands: [], needsRoot: always("no"), builds: true },
  "fuzz:core": { module: "ci/fuzz-core.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  fuzz: { module: "ci/fuzz.ts", prefix: [], commands: [], needsRoot: always("no"), builds: false },
  edge: { module: "dist/edge.mjs", prefix: [], commands: [], needsRoot: always("no"), builds: true },
  supernode: { module: "dist/supernode.mjs", prefix: [], commands: [], needsRoot: always("no"), builds: true },
};
