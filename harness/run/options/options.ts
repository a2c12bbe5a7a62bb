import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import yargs from "yargs";
import { asTyped } from "../../../src/base/as-typed.ts";
import { ConfigError } from "../../../src/base/config-error.ts";
import type { ProofDepth } from "../../lab/probe-place.ts";
import { exitCodesText } from "../../report/exit-code.ts";
import { examplesText } from "../../command-line/examples.ts";
import { refuseOddWords } from "../../command-line/odd-words.ts";
import { keptByDefault } from "../folders/prune.ts";
import type { Kept } from "../folders/remove.ts";
import { Shown } from "../../command-line/shown.ts";
import { seedValue, shardValue } from "../../command-line/values.ts";
import { usageError } from "../../command-line/usage-error.ts";
import { assignments, parseNodes, parseSut, type AskedPrograms } from "../../story/asked-programs.ts";
import { registry } from "../../sut/registry.ts";
import { helpWidth } from "../../report/text/wrap.ts";

export interface RunOptions {
  readonly scenarios: readonly string[];
  readonly cases: readonly string[];
  readonly world: "lab" | "sim";
  /** Cases at a time. */
  readonly jobs: number;
  readonly seed: number;
  /** How much of the NATs is measured before each case. */
  readonly proof: ProofDepth;
  readonly list: boolean;
  readonly dryRun: boolean;
  /** Every scenario of the project. */
  readonly all: boolean;
  /** How often each runs, with another seed each time. */
  readonly repeat: number;
  /** Only these of all chosen cases, numbered from 1. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** For all that this command leaves behind, with one report of all its runs. */
  readonly out?: string;
  readonly json: boolean;
  /** A run that skipped every case counts as a success. */
  readonly allowSkip: boolean;
  /** Of old runs. */
  readonly kept: Kept;
  /** Our own edges and supernodes record what happens to them, for `npm run replay`. */
  readonly record: boolean;
  /** Which laboratories stay up after the verdict, until Ctrl-C: of every case, or of those that did not pass. */
  readonly keep: "all" | "failed" | "none";
  /** A file for a script that repeats the first case that failed; absolute. */
  readonly export?: string;
  /** By router: what is really built, to see that the proof notices. */
  readonly build: Readonly<Record<string, string>>;
  /** By node: what its cable does instead of what the scenario says. */
  readonly links: Readonly<Record<string, string>>;
  /** Nodes that start without hole punching, to see where a direct claim stops. */
  readonly relayOnly: readonly string[];
  /** The programs to run, whatever the scenario says. */
  readonly programs: AskedPrograms;
}

const examples = examplesText([
  ["npm run scenario -- symmetric-vs-cone", "the main scenario"],
  ["npm run scenario -- symmetric-vs-cone --case full-cone --keep", "leave its lab up"],
  ["npm run scenario -- cone-vs-cone --world sim", "simulated, in milliseconds"],
  ["npm run scenario -- lossy-path --seed 7f3a", "lose the same packets again"],
  ["npm run scenario -- symmetric-vs-cone --link homeA=preset=lte", "over another line"],
  ["npm run scenario -- cone-vs-cone --sut alice=ours,bob=ntop,sn=ntop", "together with ntop's n2n"],
  ["npm run scenario -- cgn --proof full", "measure the NATs in depth"],
  ["npm run scenario -- same-lan --dry-run", "print what would be built"],
  ["npm run scenario -- --all --shard 1/4 --out out/1", "a quarter of all, for CI"],
]);

/** argv (without node and script) → options; prints help and ends on `--help`. Throws ConfigError. */
export async function parseOptions(argv: readonly string[]): Promise<RunOptions> {
  refuseOddWords(argv, ["list", "all", "json", "allow-skip", "keep", "pause-on-fail", "record", "dry-run", "help"]);
  const parsed = await yargs([...argv])
    .locale("en")
    .exitProcess(false)
    .scriptName(asTyped("npm run scenario --"))
    .usage(
      "$0 [NAME…] [options]\n\nRuns scenarios: real edges across real NATs in network namespaces, judged from captured packets.",
    )
    .options({
      list: { type: "boolean", default: false, describe: "list scenarios, claims and cases" },
      all: { type: "boolean", default: false, describe: "run every scenario of this project" },
      case: {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "run only this case; may be repeated",
      },
      world: {
        requiresArg: true,
        choices: ["lab", "sim"] as const,
        default: "lab" as const,
        describe: "lab = network namespaces, sim = simulation",
      },
      jobs: {
        type: "number",
        requiresArg: true,
        default: 4 * availableParallelism(),
        describe: "the most cases to run at a time; each starts when a processor is idle",
      },
      seed: {
        type: "string",
        requiresArg: true,
        describe: "hexadecimal; repeats port choices and packet loss of a run",
      },
      proof: {
        requiresArg: true,
        choices: ["quick", "full"] as const,
        default: "quick" as const,
        describe: "full: also measure port ranges, limits and lifetimes of the NATs; takes minutes",
      },
      repeat: { type: "number", requiresArg: true, default: 1, describe: "how often to run each, with another seed each time" }, // prettier-ignore
      shard: { type: "string", requiresArg: true, describe: "I/N: the I-th of N parts of the chosen cases; then: report merge" }, // prettier-ignore
      out: {
        type: "string",
        requiresArg: true,
        describe: "write everything below this folder, with one report of all: results.json, junit.xml, ctrf.json, …",
      },
      json: {
        type: "boolean",
        default: false,
        describe: "print run.json, or results.json of several, instead of tables",
      },
      "allow-skip": { type: "boolean", default: false, describe: "exit code 0 when every case was skipped" },
      "keep-runs": {
        type: "number",
        requiresArg: true,
        describe:
          `how many runs to keep below reports/runs [default: ${keptByDefault.runs}, up to ${keptByDefault.bytes / 1e6} MB]; ` +
          "a file named keep in a run's folder protects it",
      },
      keep: { type: "boolean", default: false, describe: asTyped("leave the laboratories up until Ctrl-C, for npm run lab -- shell NODE and the like") }, // prettier-ignore
      "pause-on-fail": {
        type: "boolean",
        default: false,
        describe: "the same, but only for cases that did not pass",
      },
      export: { type: "string", requiresArg: true, describe: "write a shell script here that builds the network of a case that failed and repeats its check, without Node.js" }, // prettier-ignore
      record: {
        type: "boolean",
        default: false,
        describe: asTyped("our own edges and supernodes record what happens to them: sut/*.rec, for npm run replay"),
      },
      build: {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "ROUTER=NAT: build this NAT instead of the declared one; the proof must notice",
      },
      link: {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "NODE=CHANGES: another link, e.g. homeA=preset=lte,loss=1%; what is not named stays",
      },
      "relay-only": {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "start the node on this host without hole punching",
      },
      sut: {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: `PROGRAM for all hosts, or HOST=PROGRAM,…: ${Object.keys(registry).join(", ")}`,
      },
      node: {
        type: "string",
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "HOST=COMMAND: run any command line there, see docs/your-program.md",
      },
      "dry-run": {
        type: "boolean",
        default: false,
        describe: "print the shell script that builds each lab; run nothing",
      },
    })
    .epilogue(asTyped(`${examples}\n\n${exitCodesText}`))
    .strictOptions()
    .fail(usageError("npm run scenario --"))
    .wrap(helpWidth())
    .version(false)
    .parse();
  if (parsed["help"] === true) throw new Shown();
  for (const name of ["world", "seed", "proof", "jobs", "keep-runs", "repeat", "shard", "out", "export"] as const)
    once(name, parsed[name]);
  for (const name of ["case", "build", "link", "relay-only", "sut", "node"] as const) {
    // yargs takes --no-NAME for the value false.
    if (!parsed[name].every((value: unknown) => typeof value === "string"))
      throw new ConfigError(`--no-${name}: no such option`);
  }
  if (parsed.all && parsed._.length > 0)
    throw new ConfigError(`--all: runs every scenario; leave out ${parsed._.join(" ")}`);
  const keep = parsed.keep ? "all" : parsed["pause-on-fail"] ? "failed" : "none";
  if (keep === "all" && parsed.repeat > 1) throw new ConfigError("--keep: leaves one run up; leave out --repeat");
  if (keep !== "none" && parsed.world === "sim")
    throw new ConfigError(`--${parsed.keep ? "keep" : "pause-on-fail"}: a simulation leaves nothing to look at`);
  if (parsed.world === "sim" && parsed.export !== undefined)
    throw new ConfigError("--export: a simulation starts no programs that could be started again");
  if (parsed.world === "sim" && parsed["dry-run"]) throw new ConfigError("--dry-run: a simulation builds nothing");
  if (parsed.world === "sim" && parsed.record) throw new ConfigError("--record: a simulation starts no programs");
  return {
    scenarios: parsed._.map(String),
    cases: parsed.case,
    world: parsed.world,
    jobs: positive("jobs", parsed.jobs),
    seed: seedValue(parsed.seed),
    list: parsed.list,
    dryRun: parsed["dry-run"],
    proof: parsed.proof,
    all: parsed.all,
    repeat: positive("repeat", parsed.repeat),
    ...(parsed.shard !== undefined && { shard: shardValue(parsed.shard) }),
    ...(parsed.out !== undefined && { out: parsed.out }),
    // npm changes to the project's folder and passes the caller's in INIT_CWD.
    ...(parsed.export !== undefined && { export: resolve(process.env["INIT_CWD"] ?? process.cwd(), parsed.export) }),
    json: parsed.json,
    allowSkip: parsed["allow-skip"],
    record: parsed.record,
    keep,
    kept: parsed["keep-runs"] === undefined ? keptByDefault : { runs: positive("keep-runs", parsed["keep-runs"]), bytes: Infinity }, // prettier-ignore
    links: assignments("link", "NODE=CHANGES", parsed.link, "homeA=preset=lte,loss=1%"),
    build: assignments("build", "ROUTER=NAT", parsed.build, "homeB=port-restricted"),
    programs: { ...parseSut(parsed.sut), commands: parseNodes(parsed.node) },
    relayOnly: parsed["relay-only"],
  };
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ConfigError(`--${name} ${value}: must be a whole number of at least 1`);
}

/** Of what can be given once, two are a mistake that would go unnoticed. */
function once(name: string, value: unknown): void {
  if (Array.isArray(value)) throw new ConfigError(`--${name} is given ${value.length} times: give it once`);
}
