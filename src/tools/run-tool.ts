/**
 * The programs beside the daemons, each started here, or by `../cli/program.ts` if it runs beside an edge:
 *
 * - `decode.ts`: `decode/capture/read-capture.ts` reads packets, `decode/packet/segment.ts` takes datagrams and segments out of
 *   them, `decode/messages.ts` makes n2n messages of both; `decode/openers.ts` and `decode/decode-capture.ts` decrypt them
 * - `dissector.ts`: `dissector/dissector.ts` makes a plug-in for Wireshark of the codec's declarations
 * - `vectors.ts`: `vectors/file.ts` finds for each record one of `vectors/kinds.ts`, which compares it with our code
 * - `replay.ts`: `replay/recording-lines.ts` reads a recording, `../record/replay.ts` runs it again, `../record/words.ts` says it in words
 * - `keygen.ts`: keys of users and federations
 * - `portfwd.ts`, `route.ts`: ask the edge of this machine at its management port, and follow it (`beside-edge.ts`)
 *
 * @module
 */

import { asTyped } from "../base/as-typed.ts";
import { printable } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { environmentError } from "../base/environment-error.ts";
import { version } from "../cli/version.ts";
import { refuseDebugger } from "../runtime/process/no-debugger.ts";
import { unfitNode } from "../runtime/process/node-version.ts";
import { ownArguments } from "../runtime/process/text.ts";
import { speakAsInstalled } from "./installed.ts";

/** sysexits.h; a tool may have other codes. */
const exitCodes = { usage: 64, unavailable: 69, bug: 70, brokenPipe: 141 } as const;

/**
 * Runs a tool with the arguments of the command line: `--help`, `--version`, one line for wrong usage, and the exit
 * code of `main`.
 */
export async function runTool(
  name: string,
  help: string,
  main: (args: readonly string[]) => number | Promise<number>,
): Promise<void> {
  refuseDebugger();
  speakAsInstalled();
  const complain = (exitCode: number, line: string) => {
    process.stderr.write(`${name}: ${printable(asTyped(line))}\n`);
    process.exitCode = exitCode;
  };
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader may leave before the end (`| head`): further output is discarded, and the exit code stays correct.
    if (error.code === "EPIPE") return;
    const fault = environmentError(error, "write to standard output");
    if (fault === undefined) throw error;
    complain(fault.exitCode, fault.message);
  });
  const unfit = unfitNode();
  if (unfit !== undefined) return complain(exitCodes.unavailable, unfit);
  const args = ownArguments();
  if (args.length === 1 && ["--version", "-V"].includes(args[0]!)) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(asTyped(help));
    return;
  }
  let isOver = false;
  process.on("exit", (code) => {
    if (isOver || (code !== 0 && code !== unsettled)) return;
    complain(exitCodes.bug, "a bug in this program: it waits for something that never happens");
  });
  try {
    process.exitCode = await main(args);
  } catch (error) {
    // Rejections of a tool that waited until its output was read.
    if ((error as NodeJS.ErrnoException).code === "EPIPE") {
      process.exitCode = exitCodes.brokenPipe;
      return;
    }
    const fault = environmentError(error);
    if (fault !== undefined) return complain(fault.exitCode, fault.message);
    if (error instanceof ConfigError) return complain(exitCodes.usage, error.message);
    process.stderr.write(`${name}: a bug of this program\n${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = exitCodes.bug;
  } finally {
    isOver = true;
  }
}

/** Node's exit code if it waits for a promise that will never settle. */
const unsettled = 13;
