import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { environmentError } from "../../../src/base/environment-error.ts";
import { askKeeper } from "../keeper/ask.ts";
import type { FoundLab } from "../keeper/lab-record.ts";
import { entering, onTerminal } from "../programs/enter-node.ts";
import type { VerbSetting } from "./verb.ts";

/** The command that runs `argv` in a node of a laboratory. Throws ConfigError for an unknown node. */
export async function commandInside(
  lab: FoundLab,
  node: string,
  argv: readonly string[],
  { folder }: Pick<VerbSetting, "folder">,
): Promise<readonly string[]> {
  // prettier-ignore
  const { init } = await askKeeper(lab, "enter", { node });
  return entering(init, node, folder, argv);
}

/** Runs a command in a node: as a job on the terminal, or with the streams of this process. Returns its exit code. */
export async function runInside(
  lab: FoundLab,
  node: string,
  argv: readonly string[],
  setting: VerbSetting,
): Promise<number> {
  // prettier-ignore
  const command = await commandInside(lab, node, argv, setting);
  return setting.isTerminal ? onTerminal(command, { PS1: `${node}$ ` }) : runForwarding(command);
}

/** Like a command of a shell, with every signal handed on: those that enter a laboratory hand none on themselves. */
export async function runForwarding(argv: readonly string[], stdio: StdioOptions = "inherit"): Promise<number> {
  const child = spawn(argv[0]!, argv.slice(1), { stdio, detached: true });
  const forward = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) signalWithin(child.pid, signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal!];
  } catch (error) {
    throw environmentError(error, `start ${argv[0]}`) ?? error;
  } finally {
    for (const signal of forwarded) process.removeListener(signal, forward);
  }
}

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** All that it has started, but not itself: what enters a laboratory waits for the program, and reports how that ended. */
function signalWithin(pid: number, signal: NodeJS.Signals): void {
  const started = descendants(pid);
  for (const each of started.length > 0 ? started : [pid]) {
    try {
      process.kill(each, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** proc(5)'s children. */
function descendants(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ").filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}
