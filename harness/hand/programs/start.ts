import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines, ProgramEnded } from "../../lab-world/programs/ended.ts";
import { NeverReady } from "../../lab-world/programs/never-ready.ts";
import { ConfigError } from "../../../src/base/config-error.ts";
import { ownFile } from "../../project/own-folder.ts";
import { systemNamed } from "../../story/cast.ts";
import { Unsupported } from "../../sut/unsupported.ts";
import type { HandLab } from "../lab.ts";
import type { StartWhat } from "./words.ts";

/** Tunable, in milliseconds: whoever starts a program hears if it ends within this time. */
const tuned = { watched: 300, every: 20 };

/** Variables that a user's own daemons and programs get. */
export type StartEnvironment = Readonly<Record<string, string>>;

/**
 * Starts a program in a host; it runs until it is stopped. Says what became of it, in lines, and whether it runs. Throws
 * ConfigError and LabError.
 */
export async function startProgram(
  hand: HandLab,
  node: string,
  what: StartWhat,
  env: StartEnvironment,
): Promise<{ readonly runs: boolean; readonly lines: readonly string[] }> {
  // What ended before is no reason to give up.
  hand.programs.overlookEnded();
  try {
    return what.as === "system" ? await startSystem(hand, node, what) : await startCommand(hand, node, what, env);
  } catch (error) {
    if (error instanceof Unsupported) throw new ConfigError(`start: ${error.message}`);
    if (!(error instanceof ProgramEnded || error instanceof NeverReady)) throw error;
    return { runs: false, lines: [error.message, ...error.tail.split("\n")] };
  }
}

async function startSystem(
  hand: HandLab,
  node: string,
  { system: name, helper, options }: StartWhat & { as: "system" },
): Promise<{ readonly runs: true; readonly lines: readonly string[] }> {
  hand.knownHost(node);
  const system = systemNamed(name);
  if (helper && system.helper === undefined) throw new ConfigError(`start: ${name} needs no helper`);
  const found = await system.find();
  if ("missing" in found) throw new ConfigError(`start: ${found.missing}`);
  hand.recast(node, system);
  if (hand.programs.started.some((one) => one.node === node && one.ended === undefined))
    throw new ConfigError(`${node} already runs a program: stop ${node}`);
  if (helper) await hand.systems.startHelper(node, {});
  else await hand.systems.startNode(node, options);
  const at = hand.systems.overlay[node]?.address;
  const program = hand.programs.started.findLast((one) => one.node === node)?.program ?? name;
  return { runs: true, lines: [`${node}: ${program} of ${name} runs${helper || at === undefined ? "" : ` at ${at}`}`] };
}

async function startCommand(
  hand: HandLab,
  node: string,
  what: Exclude<StartWhat, { as: "system" }>,
  env: StartEnvironment,
): Promise<{ readonly runs: boolean; readonly lines: readonly string[] }> {
  const { programs } = hand;
  hand.known(node);
  const argv =
    what.as === "command"
      ? ["sh", "-c", 'cd "$0" && exec "$@"', what.folder, ...what.argv]
      : daemonArguments(what.daemon, what.args);
  const program = what.as === "command" ? basename(what.argv[0]!) : what.daemon;
  await programs.start(node, program, { argv, env }, true);
  const { pid, logFile } = programs.started.at(-1)!;
  const ended = () => programs.started.find((one) => one.pid === pid)?.ended;
  for (const until = Date.now() + tuned.watched; Date.now() < until && ended() === undefined;) await sleep(tuned.every);
  programs.overlookEnded();
  const code = ended();
  if (code === undefined) return { runs: true, lines: [`${node}: ${program} runs, process ${pid} inside`] };
  const tail = lastLines(logFile, 5);
  return {
    runs: code === 0,
    lines: [`${node}: ${program} ended at once with exit code ${code}`, ...(tail === "" ? [] : tail.split("\n"))],
  };
}

/** A daemon that goes into the background would look as if it had ended. */
const daemonArguments = (daemon: string, args: readonly string[]): readonly string[] => [
  process.execPath,
  ownFile(`dist/${daemon}.mjs`),
  ...args,
  ...(args.includes("-f") ? [] : ["-f"]),
];
