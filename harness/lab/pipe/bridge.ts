import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Writable } from "node:stream";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { FramePump } from "../../../src/runtime/datapath/frame-pump.ts";
import { PipeCounts } from "./counts.ts";
import { PacketReader, withLength } from "./framing.ts";
import { openTun, type TunSettings } from "./tun.ts";

/** Tunable, in bytes. `queue`: what may wait for the program, two hundred full packets. */
const tuned = { mostPacket: 2048, queue: 256 * 1024 };

const passedOn: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"];

/**
 * Runs a program that reads IP packets on standard input and writes them on standard output, each behind its length,
 * with an interface in front of it. Resolves to its exit code, 128 + n when signal n ended it. What it cannot keep up
 * with is dropped. Signals go to it and to what it has started.
 */
export async function runPiped(
  settings: TunSettings,
  [command, ...args]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const counts = new PipeCounts();
  const reader = new PacketReader(tuned.mostPacket);
  let started: ChildProcess | undefined = undefined;
  const toProgram = (signal: NodeJS.Signals): void => {
    if (started?.pid !== undefined) process.kill(-started.pid, signal);
  };
  // Before the interface is visible: whoever sees it may send a signal while the program starts, and leave it behind.
  for (const signal of passedOn) process.on(signal, toProgram);
  const tun = openTun(settings);
  // A process group of its own: a shell does not pass signals on.
  const program = spawn(command!, args, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  started = program;
  const ended = new Promise<number>((resolve, reject) => {
    program.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    program.once("error", ({ message }) => reject(new EnvironmentError(`cannot start ${command}: ${message}`)));
  });
  // How it ends says more than that it has closed its input.
  program.stdin.on("error", () => undefined);

  const pump = new FramePump(tun, {
    frames: (packets) => {
      for (const packet of packets) give(packet, program.stdin, counts);
    },
    broken: ({ message }) => {
      say(`pipe: ${settings.device}: ${message}`);
      toProgram("SIGTERM");
    },
  });
  program.stdout.on("data", (piece: Buffer) => {
    for (const packet of reader.take(piece)) {
      if (pump.write(packet)) counts.taken++;
      else counts.refused++;
    }
  });
  pump.start();
  try {
    return await ended;
  } finally {
    for (const signal of passedOn) process.off(signal, toProgram);
    await pump[Symbol.asyncDispose]();
    say(counts.text(reader.oversized));
  }
}

function give(packet: Uint8Array, input: Writable, counts: PipeCounts): void {
  if (!input.writable || input.writableLength > tuned.queue) {
    counts.unread++;
    return;
  }
  input.write(withLength(packet));
  counts.given++;
}
