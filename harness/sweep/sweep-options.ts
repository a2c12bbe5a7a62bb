import yargs from "yargs";
import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { examplesText } from "../command-line/examples.ts";
import { nearNames } from "../command-line/near.ts";
import { refuseOddWords } from "../command-line/odd-words.ts";
import { Shown } from "../command-line/shown.ts";
import { usageError } from "../command-line/usage-error.ts";
import { seedValue, wholeValue } from "../command-line/values.ts";
import { longKeptByDefault, longKeptText } from "../run/folders/prune-long.ts";
import type { Kept } from "../run/folders/remove.ts";
import { registry } from "../sut/registry.ts";
import type { SweepPlan } from "./json.ts";
import { noVpn } from "./no-vpn.ts";
import { bitRate, linkRate, listOf, shareUpTo, timeBetween, twoNats } from "./sweep-values.ts";
import { helpWidth } from "../report/text/wrap.ts";

export interface SweepOptions {
  readonly plan: SweepPlan;
  /** The run to continue; "" = the latest unfinished one. */
  readonly resume?: string;
  /** A sweep.json, or the folder with it, to compare with. */
  readonly baseline?: string;
  /** Two of them. */
  readonly diff?: readonly [string, string];
  /** 0.1 = a mean may differ by 10 %. */
  readonly threshold: number;
  /** How many sweeps stay. */
  readonly kept: Kept;
  readonly list: boolean;
  readonly json: boolean;
}

/** Tunable: the defaults. */
const tuned = {
  rate: "20mbit",
  delay: "0ms,25ms",
  loss: "0%,1.5%,3%",
  load: "5mbit,15mbit",
  nats: "home,home",
  time: "3s",
  repeat: 3,
} as const;

const examples = examplesText([
  ["npm run sweep", "everything installed and the bare network, three times"],
  ["npm run sweep -- --system ours --system no-vpn --loss 0%,3% --delay 0ms,50ms", "two programs, four links"],
  ["npm run sweep -- --rate 5mbit,20mbit --load 4mbit --loss 0% --delay 10ms", "the rate of the link"],
  ["npm run sweep -- --baseline before/sweep.json --threshold 15%", "exit code 1 if something is worse"],
  ["npm run sweep -- diff BEFORE AFTER", "compare two stored sweeps"],
]);

const ofPlan = ["system", "rate", "delay", "loss", "load", "nats", "time", "repeat", "seed"];

/** argv (without node and script) → options; prints help and ends on `--help`. Throws ConfigError. */
export async function parseSweepOptions(argv: readonly string[]): Promise<SweepOptions> {
  const isDiff = argv[0] === "diff";
  const rest = isDiff ? argv.slice(1) : argv;
  if (!isDiff) refuseOddWords(rest, ["list", "json", "help"]);
  const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;
  const parsed = await yargs([...rest])
    .locale("en")
    .exitProcess(false)
    .scriptName(asTyped("npm run sweep --"))
    .usage(
      "$0 [options]\n$0 diff BEFORE AFTER\n\nMeasures every installed program, and the network without one, over links with each rate, delay and loss: UDP at each bit rate (loss, latency, jitter), TCP throughput, round trips without and under load.",
    )
    .options({
      system: {
        type: "string",
        array: true,
        nargs: 1,
        describe: `only this one; may be repeated: ${systemNames().join(", ")}`,
      },
      rate: text(`rates of the link, "unlimited" for none [default: ${tuned.rate}]`),
      delay: text(`its one-way delays [default: ${tuned.delay}]`),
      loss: text(`its losses, in each direction [default: ${tuned.loss}]`),
      load: text(`bit rates of UDP to send [default: ${tuned.load}]`),
      nats: text(`the NATs of the two homes [default: ${tuned.nats}]`),
      time: text(`how long each load lasts [default: ${tuned.time}]`),
      repeat: {
        type: "number",
        requiresArg: true,
        describe: `how often to repeat each trial [default: ${tuned.repeat}]`,
      },
      seed: text("hexadecimal; the links lose the same packets again"),
      resume: { type: "string", describe: "continue an interrupted run: the latest, or FOLDER" },
      baseline: text("compare with this sweep.json, or the folder with it"),
      threshold: { ...text("how much of a mean may change"), default: "10%" },
      "keep-runs": {
        type: "number",
        requiresArg: true,
        describe: `how many sweeps to keep below reports/runs [default: ${longKeptText}]; a file named keep in a folder protects it`,
      },
      list: { type: "boolean", default: false, describe: "print systems and links; run nothing" },
      json: { type: "boolean", default: false, describe: "print sweep.json instead of the tables" },
    })
    .conflicts({ resume: ofPlan })
    .epilogue(
      asTyped(
        `${examples}\n\nExit code: 0 everything was measured; 1 something is worse than the baseline; 2 some trials are inconclusive; 3 nothing was measured, or the baseline has none of these values; 64 usage; 69 this machine lacks something; 130, 143 interrupted.`,
      ),
    )
    .strictOptions()
    .fail(usageError("npm run sweep --"))
    .wrap(helpWidth())
    .version(false)
    .parse();
  if (parsed["help"] === true) throw new Shown();
  for (const [name, value] of Object.entries(parsed)) {
    if (Array.isArray(value) && !["_", "system"].includes(name)) throw new ConfigError(`--${name}: give it once`);
  }
  return {
    plan: {
      systems: parsed.system?.map(knownSystem) ?? [...systemNames()],
      rates: listOf("rate", parsed.rate ?? tuned.rate, linkRate),
      delays: listOf("delay", parsed.delay ?? tuned.delay, timeBetween("0s", "10s")),
      losses: listOf("loss", parsed.loss ?? tuned.loss, shareUpTo(0.9)),
      loads: listOf("load", parsed.load ?? tuned.load, bitRate),
      nats: twoNats(parsed.nats ?? tuned.nats),
      time: timeBetween("200ms", "10min")(parsed.time ?? tuned.time, "--time"),
      repetitions: wholeValue("repeat", parsed.repeat ?? tuned.repeat, 1, 1000),
      seed: seedValue(parsed.seed),
    },
    ...(parsed.resume !== undefined && { resume: parsed.resume }),
    ...(parsed.baseline !== undefined && { baseline: parsed.baseline }),
    ...(isDiff && { diff: two(parsed._.map(String)) }),
    threshold: shareUpTo(1)(parsed.threshold, "--threshold"),
    kept: parsed["keep-runs"] === undefined ? longKeptByDefault : { runs: wholeValue("keep-runs", parsed["keep-runs"], 1, 1e6), bytes: Infinity }, // prettier-ignore
    list: parsed.list,
    json: parsed.json,
  };
}

/** Without a VPN first: everything else is read beside it. */
const systemNames = (): readonly string[] => [noVpn.name, ...Object.keys(registry)];

function knownSystem(name: string): string {
  if (systemNames().includes(name)) return name;
  const near = nearNames(name, systemNames());
  throw new ConfigError(`--system ${name}: no such system; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : "see --list"}`); // prettier-ignore
}

function two(places: readonly string[]): readonly [string, string] {
  const [before, after, more] = places;
  if (before === undefined || after === undefined || more !== undefined)
    throw new ConfigError(asTyped("diff: give two sweeps: npm run sweep -- diff BEFORE AFTER"));
  return [before, after];
}
