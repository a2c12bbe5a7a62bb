import { availableParallelism } from "node:os";
import yargs from "yargs";
import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { examplesText } from "../command-line/examples.ts";
import { nearNames } from "../command-line/near.ts";
import { refuseOddWords } from "../command-line/odd-words.ts";
import { Shown } from "../command-line/shown.ts";
import { seedValue, shardValue, wholeValue } from "../command-line/values.ts";
import { usageError } from "../command-line/usage-error.ts";
import { longKeptByDefault, longKeptText } from "../run/folders/prune-long.ts";
import type { Kept } from "../run/folders/remove.ts";
import { registry } from "../sut/registry.ts";
import type { CompatPlan } from "./json.ts";
import { situations } from "./situations.ts";
import { helpWidth } from "../report/text/wrap.ts";

export interface CompatOptions {
  readonly plan: CompatPlan;
  readonly jobs: number;
  /** The run to continue; "" = the latest unfinished one. */
  readonly resume?: string;
  /** Folders of finished parts. */
  readonly merge?: readonly string[];
  /** Two compat.json, or the folders with them. */
  readonly diff?: readonly [string, string];
  /** Where the pages are written too, without captures; absent = nowhere else. */
  readonly publish?: string;
  /** A place of published reports, whose history is printed. */
  readonly history?: string;
  readonly kept: Kept;
  readonly list: boolean;
  readonly json: boolean;
}

const examples = examplesText([
  ["npm run compat", "everything installed, three times"],
  ["npm run compat -- --system tinc --group homes --repeat 1", "a first look"],
  ["npm run compat -- --shard 1/4", "the first quarter; later --merge"],
  ["npm run compat -- diff A B", "what changed, regressions first"],
]);

const ofPlan = ["system", "group", "situation", "repeat", "seed", "shard"];

/** argv (without node and script) → options; prints help and ends on `--help`. Throws ConfigError. */
export async function parseCompatOptions(argv: readonly string[]): Promise<CompatOptions> {
  const isDiff = argv[0] === "diff";
  const rest = isDiff ? argv.slice(1) : argv;
  if (!isDiff) refuseOddWords(rest, ["list", "json", "help"]);
  const parsed = await yargs([...rest])
    .locale("en")
    .exitProcess(false)
    .scriptName(asTyped("npm run compat --"))
    .usage(
      "$0 [options]\n$0 diff BEFORE AFTER\n\nRuns every installed program behind the same measured NATs, in home networks and through disturbances, and reports where it connects directly, where it is relayed and where it fails.",
    )
    .options({
      system: {
        type: "string",
        array: true,
        nargs: 1,
        describe: `only this one; may be repeated: ${Object.keys(registry).join(", ")}`,
      },
      group: { choices: [...groups.keys()], describe: "only this group of situations" },
      situation: {
        type: "string",
        array: true,
        nargs: 1,
        describe: "only this one, as --list names it; may be repeated",
      },
      repeat: { type: "number", requiresArg: true, describe: "how often to repeat each trial [default: 3]" },
      jobs: {
        type: "number",
        requiresArg: true,
        default: 4 * availableParallelism(),
        describe: "the most trials to run at a time",
      },
      seed: { type: "string", requiresArg: true, describe: "hexadecimal; repeats the port choices of a run" },
      shard: { type: "string", requiresArg: true, describe: "I/N: every N-th trial from the I-th, for machine I of N" },
      resume: { type: "string", describe: "continue an interrupted run: the latest, or FOLDER" },
      merge: { type: "string", array: true, describe: "folders of finished shards to merge into one report" },
      publish: {
        type: "string",
        requiresArg: true,
        describe: "put the report there too: latest/, runs/DATE-REVISION/, index.html; captures stay",
      },
      history: {
        type: "string",
        requiresArg: true,
        describe: "print the scores and changes of the reports published there",
      },
      "keep-runs": {
        type: "number",
        requiresArg: true,
        describe: `how many reports to keep below reports/runs [default: ${longKeptText}]; a file named keep in a folder protects it`,
      },
      list: { type: "boolean", default: false, describe: "print systems and situations; run nothing" },
      json: { type: "boolean", default: false, describe: "print compat.json instead of the tables" },
    })
    .conflicts({
      merge: ["resume", ...ofPlan],
      resume: ofPlan,
      history: ["merge", "resume", "publish", "list", ...ofPlan],
    })
    .epilogue(
      asTyped(
        `${examples}\n\nExit code: 0 every trial has an answer; 2 some are inconclusive; 3 nothing was run; diff: 1 something is worse; 64 usage; 69 this machine lacks something; 130, 143 interrupted.`,
      ),
    )
    .strictOptions()
    .fail(usageError("npm run compat --"))
    .wrap(helpWidth())
    .version(false)
    .parse();
  if (parsed["help"] === true) throw new Shown();
  for (const [name, value] of Object.entries(parsed)) {
    if (Array.isArray(value) && !["_", "system", "situation", "merge"].includes(name))
      throw new ConfigError(`--${name}: give it once`);
  }
  if (parsed.merge?.length === 0) throw new ConfigError("--merge: name the folders of the shards");
  return {
    plan: {
      systems:
        parsed.system === undefined ? Object.keys(registry) : parsed.system.map(known("system", Object.keys(registry))),
      situations: chosen(parsed.group, parsed.situation),
      repetitions: wholeValue("repeat", parsed.repeat ?? 3, 1, 1000),
      seed: seedValue(parsed.seed),
      ...(parsed.shard !== undefined && { shard: shardValue(parsed.shard) }),
    },
    jobs: wholeValue("jobs", parsed.jobs, 1, 1000),
    ...(parsed.resume !== undefined && { resume: parsed.resume }),
    ...(parsed.merge !== undefined && { merge: parsed.merge }),
    ...(isDiff && { diff: two(parsed._.map(String)) }),
    ...(parsed.publish !== undefined && { publish: parsed.publish }),
    ...(parsed.history !== undefined && { history: parsed.history }),
    kept: parsed["keep-runs"] === undefined ? longKeptByDefault : { runs: wholeValue("keep-runs", parsed["keep-runs"], 1, 1e6), bytes: Infinity }, // prettier-ignore
    list: parsed.list,
    json: parsed.json,
  };
}

/** By what is typed. */
const groups = new Map([
  ["pairs", "pairs of NATs"],
  ["homes", "homes"],
  ["recovery", "recovery"],
]);

function chosen(group: string | undefined, names: readonly string[] | undefined): string[] {
  const all = situations.map(({ name }) => name);
  const wanted = names?.map(known("situation", all)) ?? all;
  const inGroup = situations.filter((one) => group === undefined || one.group === groups.get(group));
  const both = inGroup.map(({ name }) => name).filter((name) => wanted.includes(name));
  if (both.length === 0)
    throw new ConfigError(`--group ${group}: it has none of the situations given with --situation`);
  return both;
}

const known =
  (option: string, names: readonly string[]) =>
  (name: string): string => {
    if (names.includes(name)) return name;
    const near = nearNames(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "see --list";
    throw new ConfigError(`--${option} ${name}: no such ${option}; ${hint}`);
  };

function two(names: readonly string[]): readonly [string, string] {
  const [before, after, more] = names;
  if (before === undefined || after === undefined || more !== undefined)
    throw new ConfigError("diff: give two reports: npm run compat -- diff BEFORE AFTER");
  return [before, after];
}
