import { parseArgs } from "node:util";
import { performance } from "node:perf_hooks";
import { printable, printableJson } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { EnvironmentError } from "../base/environment-error.ts";
import { version } from "../cli/version.ts";
import { type ReplayOutcome, RecordingReplay, type Turn } from "../record/replay.ts";
import { actionWords, eventWords } from "../record/words.ts";
import { findingWords, timeWords } from "./replay/finding-words.ts";
import { recordingLines } from "./replay/recording-lines.ts";
import { runTool } from "./run-tool.ts";

const help = `npm run -s replay -- FILE [options]

Drives the same machine through what edge --record FILE or supernode --record FILE has written, and reports whether it
does the same: all actions, and when it asks to be woken. Needs no key, no network and no root.

  --until N    replays the first N events only
  --show       prints events and actions in words
  --from N     with --show: from event N on
  --to N       with --show: up to event N
  --json       prints JSON instead of words, one object a line; the last one is the finding

Examples:
  npm run -s replay -- edge.rec
  npm run -s replay -- edge.rec --show --from 120 --to 140
  npm run -s replay -- edge.rec --until 500 --json

Exit code: 0 all the same; 1 it differs; 2 the recording is cut or has a gap, and the rest was the same; 64
wrong usage, or not a recording. A long replay reports its progress on standard error every 5 seconds.
`;

const exitCodes = { same: 0, differs: 1, inconclusive: 2 } as const;

/** Tunable, in milliseconds. */
const tuned = { progress: 5000 } as const;

interface Wanted {
  readonly file: string;
  readonly until: number;
  readonly show: boolean;
  readonly from: number;
  readonly to: number;
  readonly json: boolean;
}

await runTool("replay", help, async (args) => {
  const wanted = parse(args);
  const replay = new RecordingReplay(wanted.until, (turn) => {
    if (wanted.show && turn.line.event >= wanted.from && turn.line.event <= wanted.to) show(turn, replay, wanted.json);
  });
  const finding = await find(replay, wanted.file).catch((error: unknown) => {
    if (error instanceof ConfigError && !(error instanceof EnvironmentError))
      throw new ConfigError(`${wanted.file}: ${error.message}`);
    throw error;
  });
  const { opening } = replay;
  if (wanted.json) {
    const versions = { recorded: opening!.version, replayed: version };
    print(printableJson({ finding: { program: opening!.program, versions, ...finding } }));
  } else for (const line of findingWords(finding, opening!)) print(printable(line));
  return exitCodes[finding.verdict];
});

async function find(replay: RecordingReplay, file: string): Promise<ReplayOutcome> {
  let reportedAt = performance.now();
  for await (const { text, isWhole } of recordingLines(file)) {
    if (!isWhole) return replay.finish(text);
    const finding = replay.add(text);
    if (finding !== undefined) return finding;
    if (performance.now() - reportedAt < tuned.progress) continue;
    reportedAt = performance.now();
    process.stderr.write(`replay: ${replay.events} events so far, all the same\n`);
  }
  return replay.finish("");
}

function show(turn: Turn, { opening }: RecordingReplay, json: boolean): void {
  if (json)
    return print(printableJson({ event: turn.line.event, at: turn.line.at, in: turn.line.in, actions: turn.actions }));
  print(`${turn.line.event} ${timeWords(turn, opening!)} ${eventWords(turn)}`);
  for (const action of turn.actions) print(`    → ${actionWords(action)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function parse(args: readonly string[]): Wanted {
  const { values, positionals } = words(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new ConfigError("which file? e.g. npm run -s replay -- edge.rec");
  const { show = false, json = false } = values;
  if (!show && (values.from ?? values.to) !== undefined)
    throw new ConfigError("--from and --to say what --show prints; --until ends a replay");
  const number = (name: "until" | "from" | "to", absent: number) => eventNumber(name, values[name], absent);
  return {
    file,
    show,
    json,
    until: number("until", Infinity),
    from: number("from", 1),
    to: number("to", Infinity),
  };
}

function words(args: readonly string[]) {
  const number = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { until: number, from: number, to: number, show: flag, json: flag },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function eventNumber(name: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new ConfigError(`--${name} ${text}: must be the number of an event, from 1`);
}
