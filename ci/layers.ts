/**
 * What may import what. Each ban carries its reason, so that the reader of a failed check knows what to do instead.
 * A test reads all imports, and refuses circles too.
 */
export interface Ban {
  /** Prefix of the importing file, from the top of the repository. */
  readonly from: string;
  /** Prefixes it must not import. */
  readonly imports: readonly string[];
  readonly reason: string;
}

/** What runs a story, and what stands above it. */
const stories = ["harness/story/", "harness/lab-world/", "harness/run/", "harness/hand/", "harness/rejudge/"];

const node = (...names: string[]) => names.map((name) => `node:${name}`);

export const bans: readonly Ban[] = [
  {
    from: "src/",
    imports: ["harness/", "topologies/", "scenarios/", "bench/", "ci/"],
    reason: "a product must not need its lab",
  },
  {
    from: "src/base/",
    imports: ["src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/runtime/", "src/cli/"],
    reason: "base holds leaves that everything may use",
  },
  {
    from: "src/wire/",
    imports: ["src/seal/", "src/edge/", "src/supernode/", "src/runtime/", "src/cli/"],
    reason: "the wire format knows no keys and no behaviour",
  },
  {
    from: "src/seal/",
    imports: ["src/edge/", "src/supernode/", "src/runtime/", "src/cli/"],
    reason: "ciphers know no behaviour",
  },
  {
    from: "src/edge/",
    imports: ["src/supernode/", "src/runtime/", "src/cli/"],
    reason: "an edge and a supernode meet on the wire only, and effects live in the runtime",
  },
  {
    from: "src/supernode/",
    imports: ["src/edge/", "src/runtime/", "src/cli/"],
    reason: "an edge and a supernode meet on the wire only, and effects live in the runtime",
  },
  {
    from: "src/status/",
    imports: ["src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/management/", "src/runtime/", "src/cli/"],
    reason: "what daemons tell of themselves is plain data that machines, screens and the laboratory read alike",
  },
  {
    from: "src/management/",
    imports: ["src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/runtime/", "src/cli/"],
    reason: "management answers from plain data, the status of a machine (src/status)",
  },
  {
    from: "src/web/",
    imports: ["src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/runtime/", "src/cli/"],
    reason: "answers over HTTP come from plain data, the status of a machine (src/status)",
  },
  {
    from: "src/portmap/",
    imports: [
      "src/wire/",
      "src/seal/",
      "src/edge/",
      "src/supernode/",
      "src/management/",
      "src/runtime/",
      "src/cli/",
      "src/tools/",
    ],
    reason: "asking a home router for a port has nothing to do with n2n",
  },
  ...["src/base/", "src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/runtime/"].map((from) => ({
    from,
    imports: ["src/record/"],
    reason: "a machine does not know that it is recorded, and what writes lines does not know what they say",
  })),
  {
    from: "src/record/",
    imports: ["src/management/", "src/runtime/", "src/cli/", "src/tools/"],
    reason: "lines in, lines out: files and clocks are for who records and replays",
  },
  ...["src/base/", "src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/runtime/"].map((from) => ({
    from,
    imports: ["src/management/", "src/web/"],
    reason: "programs are managed from outside; only the command line knows both",
  })),
  ...["src/base/", "src/wire/", "src/seal/", "src/edge/", "src/supernode/", "src/management/", "src/runtime/"].map(
    (from) => ({
      from,
      imports: ["src/portmap/"],
      reason: "asking a home router is a separate machine; the command line connects it with others",
    }),
  ),
  ...["base", "wire", "seal", "edge", "supernode", "management", "runtime", "cli"].map((folder) => ({
    from: `src/${folder}/`,
    imports: ["src/tools/"],
    reason: "tools stand beside the daemons, which must not need them",
  })),
  {
    from: "src/runtime/datapath/datapath.ts",
    imports: ["src/runtime/"],
    reason: "what every datapath must offer depends on none of them",
  },
  {
    from: "src/runtime/",
    imports: ["src/edge/", "src/supernode/", "src/cli/"],
    reason: "the runtime drives any machine and knows none",
  },
  {
    from: "harness/",
    imports: ["bench/", "scenarios/", "src/tools/"],
    reason: "a laboratory runs what it is given, and stands without speed measurements",
  },
  {
    from: "bench/",
    imports: ["harness/lab/", "harness/sim/", ...stories, "harness/sut/", "harness/nat/", "scenarios/", "src/cli/"],
    reason: "speed is measured without a laboratory, of programs as built",
  },
  ...["harness/lab/transfer/", "harness/lab/load/"].map((from) => ({
    from,
    imports: [
      "harness/lab/agent/",
      "harness/lab/wire/",
      "harness/nat/",
      "harness/evidence/",
      "harness/expect/",
      "src/",
    ],
    reason: "a separate program that runs in the nodes: it knows no laboratory",
  })),
  {
    from: "harness/lab/pipe/",
    imports: ["harness/lab/agent/", "harness/lab/wire/", "harness/nat/", "harness/evidence/", "harness/expect/"],
    reason: "a separate program that runs in the nodes: it knows no laboratory",
  },
  ...[
    "src/base/",
    "src/wire/",
    "src/edge/",
    "src/supernode/",
    "src/status/",
    "src/management/",
    "src/web/",
    "src/portmap/",
    "src/record/",
    "harness/topology/",
    "harness/services/",
    "harness/expect/",
  ].map((from) => ({
    from,
    imports: node("fs", "dgram", "net", "child_process", "os", "timers", "worker_threads", "fs/promises"),
    reason: "pure code: the runtime performs effects",
  })),
  {
    from: "harness/topology/",
    imports: [
      "harness/nat/",
      "harness/lab/",
      "harness/sim/",
      ...stories,
      "harness/evidence/",
      "harness/expect/",
      "src/edge/",
      "src/supernode/",
      "src/runtime/",
    ],
    reason: "a topology is data that everything else reads",
  },
  {
    from: "harness/services/",
    imports: [
      "harness/nat/",
      "harness/lab/",
      "harness/sim/",
      ...stories,
      "harness/evidence/",
      "harness/expect/",
      "harness/report/",
      "src/edge/",
      "src/supernode/",
      "src/runtime/",
    ],
    reason: "what routers serve to hosts is bytes in, bytes out; the laboratory carries them",
  },
  {
    from: "harness/nat/",
    imports: ["harness/lab/", "harness/sim/", ...stories, "harness/report/", "src/runtime/"],
    reason: "a NAT is data and pure functions; the lab realises it",
  },
  {
    from: "harness/evidence/",
    imports: ["harness/lab/", "harness/sim/", ...stories, "harness/report/", "harness/sut/"],
    reason: "evidence is judged without a lab",
  },
  {
    from: "harness/expect/",
    imports: [
      "harness/lab/",
      "harness/sim/",
      ...stories,
      "harness/report/",
      "harness/sut/",
      "src/edge/",
      "src/supernode/",
      "src/runtime/",
    ],
    reason: "a verdict is a pure function of stored evidence",
  },
  {
    from: "harness/lab/",
    imports: ["src/edge/", "src/supernode/", "src/cli/", "harness/sim/", "harness/expect/judge", "harness/report/"],
    reason: "the laboratory runs programs as built and does not judge",
  },
  {
    from: "harness/story/",
    imports: ["harness/lab/", "harness/lab-world/", "harness/sim/", "harness/run/", "harness/hand/", "harness/report/"],
    reason: "a story runs in any world: both implement its contract, and it knows neither",
  },
  {
    from: "harness/lab-world/",
    imports: ["harness/sim/", "harness/run/", "harness/hand/", "harness/rejudge/", "harness/report/"],
    reason: "a world is run, and knows nothing of what runs it",
  },
  {
    from: "harness/sim/",
    imports: ["harness/lab-world/", "harness/run/", "harness/hand/", "harness/rejudge/"],
    reason: "a world is run, and knows nothing of what runs it",
  },
  {
    from: "harness/command-line/",
    imports: ["harness/lab-world/", "harness/sim/", "harness/run/", "harness/hand/", "harness/rejudge/"],
    reason: "what all command lines share knows none of them",
  },
  {
    from: "harness/sut/",
    imports: ["wire", "seal", "edge", "supernode", "record", "runtime", "cli"].map((folder) => `src/${folder}/`),
    reason: "our own edge is started as built, like any other program",
  },
  {
    from: "harness/report/",
    imports: ["harness/lab/", "harness/sim/", "harness/sut/"],
    reason: "a report shows stored evidence",
  },
  {
    from: "scenarios/",
    imports: [
      "harness/lab/",
      "harness/sim/",
      "harness/sut/",
      "harness/nat/",
      "harness/evidence/",
      "harness/expect/",
      "harness/report/",
      ...stories,
      "src/",
    ],
    reason: "a scenario imports harness/index.ts and topologies/ only",
  },
  {
    from: "topologies/",
    imports: [
      "harness/lab/",
      "harness/sim/",
      "harness/sut/",
      "harness/nat/",
      "harness/evidence/",
      "harness/expect/",
      "harness/report/",
      ...stories,
      "src/",
      "scenarios/",
    ],
    reason: "a topology imports harness/topology/ only",
  },
];

/** The bans that an import breaks. Both paths from the top of the repository; bare imports as written. */
export function broken(file: string, imported: string): readonly Ban[] {
  return bans.filter((ban) => file.startsWith(ban.from) && ban.imports.some((prefix) => matches(imported, prefix)));
}

/** Doubles are for tests: what is built, and what runs a laboratory, must not import them. */
export const importsDouble = (file: string, imported: string): boolean =>
  /^(src|harness\/(?!liars\/|sim\/detection\/))/.test(file) &&
  !/(^|\/)testing\//.test(file) &&
  /(^|\/)testing\//.test(imported);

function matches(imported: string, prefix: string): boolean {
  return prefix.startsWith("node:") ? imported === prefix : imported.startsWith(prefix);
}
