import { availableParallelism } from "node:os";
import yargs from "yargs";
import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { Shown } from "../command-line/shown.ts";
import { exitCodesText } from "../report/exit-code.ts";
import { examplesText } from "../command-line/examples.ts";
import type { MatrixPlan } from "./output/json.ts";
import { refuseOddWords } from "../command-line/odd-words.ts";
import { parseSut } from "../story/asked-programs.ts";
import { systemNamed } from "../story/cast.ts";
import { linkWritten } from "../topology/impairment/link-words.ts";
import { registry } from "../sut/registry.ts";
import { longKeptByDefault, longKeptText } from "../run/folders/prune-long.ts";
import type { Kept } from "../run/folders/remove.ts";
import { rangeValue, seedValue, shardValue, wholeValue } from "../command-line/values.ts";
import { usageError } from "../command-line/usage-error.ts";
import { helpWidth } from "../report/text/wrap.ts";

export interface MatrixOptions {
  readonly plan: MatrixPlan;
  readonly jobs: number;
  /** The matrix to continue; "" = the latest unfinished one. */
  readonly resume?: string;
  /** Folders of finished shards. */
  readonly merge?: readonly string[];
  readonly kept: Kept;
  readonly list: boolean;
  readonly baseline: boolean;
  readonly json: boolean;
  /** A matrix that skipped every pair counts as a success. */
  readonly allowSkip: boolean;
}

/** Options that a resumed or merged matrix takes from its plan. */
const ofPlan = [
  "classic",
  "all",
  "unordered",
  "edu",
  "loss",
  "delay",
  "link",
  "pool",
  "world",
  "seed",
  "shard",
  "sut",
  "repeat",
];

const edu = ["default", "extended", "double", "extended-double"] as const;

const examples = examplesText([
  ["npm run matrix -- --unordered", "45 pairs, each once"],
  ["npm run matrix -- --all --world sim", "81 pairs simulated, in seconds"],
  ["npm run matrix -- --edu double --loss 1.5 --delay 20 --pool 3", "eduP2P's -2 -c 1.5 -d 20 -n 3"],
  ["npm run matrix -- --link preset=lte", "every line is one of LTE"],
  ["npm run matrix -- --sut tinc", "the paths of another program"],
  ["npm run matrix -- --sut alice=ours,bob=ntop --repeat 5", "two programs; pairs that come out differently are shown"],
  ["npm run matrix -- --all --shard 2/4", "the second quarter; afterwards:"],
  ["npm run matrix -- --merge reports/runs/*-matrix-all-*of4", "one matrix of four"],
]);

/** argv (without node and script) → options; prints help and ends on `--help`. Throws ConfigError. */
export async function parseMatrixOptions(argv: readonly string[]): Promise<MatrixOptions> {
  refuseOddWords(argv, ["classic", "all", "unordered", "list", "baseline", "json", "allow-skip", "help"]);
  const parsed = await yargs([...argv])
    .locale("en")
    .exitProcess(false)
    .scriptName(asTyped("npm run matrix --"))
    .usage(
      "$0 [options]\n\nRuns every pair of NATs of a set and compares its path, direct or relayed, with what theory predicts.",
    )
    .options({
      classic: { type: "boolean", describe: "RFC 3489's four kinds and no NAT: 25 pairs (the default)" },
      all: { type: "boolean", describe: "RFC 4787's nine kinds of mapping and filtering: 81 ordered pairs" },
      unordered: { type: "boolean", describe: "each pair of --all once: 45 pairs" },
      edu: { choices: edu, describe: "the cases of eduP2P's suite: 18, 63 (-e), 74 (-2), 1644 (both)" },
      loss: { type: "number", requiresArg: true, describe: "percent of packets lost between two places (eduP2P's -c)" },
      delay: {
        type: "number",
        requiresArg: true,
        describe: "extra milliseconds for the packets of every sender (eduP2P's -d)",
      },
      link: {
        type: "string",
        requiresArg: true,
        describe: "what every line does, both ways: preset=lte, or burst-loss=2%/5,rate=2mbit, …",
      },
      pool: { type: "number", requiresArg: true, describe: "public addresses of every NAT, 1 to 9 (eduP2P's -n)" },
      sut: {
        type: "string",
        array: true,
        nargs: 1,
        describe: `PROGRAM for all hosts, or HOST=PROGRAM,… (sn, alice, bob): ${Object.keys(registry).join(", ")}`,
      },
      repeat: { type: "number", requiresArg: true, describe: "how often each pair runs, with other ports each time" },
      world: { choices: ["lab", "sim"] as const, describe: "lab = namespaces (root, the default), sim = simulation" },
      jobs: {
        type: "number",
        requiresArg: true,
        default: 4 * availableParallelism(),
        describe: "the most pairs to run at a time",
      },
      seed: {
        type: "string",
        requiresArg: true,
        describe: "hexadecimal; repeats port choices and packet loss of a run",
      },
      shard: {
        type: "string",
        requiresArg: true,
        describe: "I/N: every N-th pair from the I-th, for machine I of N",
      },
      merge: { type: "string", array: true, describe: "folders of finished shards to merge into one matrix" },
      resume: { type: "string", describe: "continue an interrupted matrix: the latest, or FOLDER" },
      list: {
        type: "boolean",
        default: false,
        describe: "print the pairs (with --resume, of that matrix) and their predictions; run nothing",
      },
      baseline: { type: "boolean", default: false, describe: "keep the outcome as reports/baseline/matrix.json" },
      json: { type: "boolean", default: false, describe: "print matrix.json instead of the grids" },
      "keep-runs": {
        type: "number",
        requiresArg: true,
        describe: `how many matrices to keep below reports/runs [default: ${longKeptText}]; a file named keep in a folder protects it`,
      },
      "allow-skip": { type: "boolean", default: false, describe: "exit code 0 when every pair was skipped" },
    })
    .conflicts({ all: ["classic", "unordered", "edu"], unordered: ["classic", "edu"], edu: ["classic"] })
    .conflicts({ link: ["loss", "delay"] })
    .conflicts({ merge: ["resume", ...ofPlan], resume: ofPlan })
    .epilogue(asTyped(`${examples}\n\n${exitCodesText}`))
    .strict()
    .fail(usageError("npm run matrix --"))
    .wrap(helpWidth())
    .version(false)
    .parse();
  if (parsed["help"] === true) throw new Shown();
  for (const [name, value] of Object.entries(parsed)) {
    if (Array.isArray(value) && !["_", "merge", "sut"].includes(name)) throw new ConfigError(`--${name}: give it once`);
  }
  if (parsed.list && parsed.merge !== undefined) throw new ConfigError("--list and --merge: give only one of them");
  if (parsed.merge?.length === 0) throw new ConfigError("--merge: name the folders of the shards");
  return {
    plan: {
      set: setOf(parsed),
      world: parsed.world ?? "lab",
      seed: seedValue(parsed.seed),
      loss: rangeValue("loss", parsed.loss ?? 0, 0, 99.9) / 100,
      delay: rangeValue("delay", parsed.delay ?? 0, 0, 10_000),
      ...(parsed.link !== undefined && { link: checkedLink(parsed.link) }),
      pool: wholeValue("pool", parsed.pool ?? 1, 1, 9),
      ...(parsed.sut !== undefined && { programs: programsOf(parsed.sut) }),
      ...(parsed.repeat !== undefined && { repetitions: wholeValue("repeat", parsed.repeat, 1, 1000) }),
      ...(parsed.shard !== undefined && { shard: shardValue(parsed.shard) }),
    },
    jobs: wholeValue("jobs", parsed.jobs, 1, 1000),
    ...(parsed.resume !== undefined && { resume: parsed.resume }),
    ...(parsed.merge !== undefined && { merge: parsed.merge }),
    list: parsed.list,
    kept: parsed["keep-runs"] === undefined ? longKeptByDefault : { runs: wholeValue("keep-runs", parsed["keep-runs"], 1, 1e6), bytes: Infinity }, // prettier-ignore
    baseline: parsed.baseline,
    json: parsed.json,
    allowSkip: parsed["allow-skip"],
  };
}

/** Throws ConfigError. */
function checkedLink(text: string): string {
  linkWritten(text, "--link");
  return text;
}

/** Throws ConfigError, also for hosts and programs that no pair has. */
function programsOf(texts: readonly string[]): NonNullable<MatrixPlan["programs"]> {
  const programs = parseSut(texts);
  const odd = Object.keys(programs.byHost).find((host) => !["sn", "alice", "bob"].includes(host));
  if (odd !== undefined) throw new ConfigError(`--sut ${odd}: a pair has sn, alice, bob`);
  for (const name of [programs.all ?? "ours", ...Object.values(programs.byHost)]) systemNamed(name);
  return programs;
}

function setOf(parsed: {
  all?: boolean | undefined;
  unordered?: boolean | undefined;
  edu?: string | undefined;
}): string {
  if (parsed.edu !== undefined) return `edu-${parsed.edu}`;
  if (parsed.all === true) return "all";
  return parsed.unordered === true ? "unordered" : "classic";
}
