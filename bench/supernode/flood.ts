import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { BatchSocket } from "../batch-socket.ts";
import { garbage } from "./garbage.ts";

/** Garbage from one source address, sent by a separate process so that it does not slow the edges down. */
export class Flood {
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when the first datagram is about to be sent. */
  static async start(to: number, perSecond: number, seed: number): Promise<Flood> {
    const child = fork(import.meta.filename, [String(to), String(perSecond), String(seed)]);
    await once(child, "message");
    return new Flood(child);
  }

  /** Ends it. Returns how much was sent, and in what time. */
  async stop(): Promise<{ readonly sent: number; readonly perSecond: number }> {
    const report = once(this.#child, "message");
    const ended = once(this.#child, "exit");
    this.#child.send("stop");
    const [sent] = (await report) as [number];
    await ended;
    return { sent, perSecond: sent / ((performance.now() - this.#startedAt) / 1000) };
  }
}

const tuned = {
  from: "127.66.66.66",
  /** Distinct datagrams, sent over and over. */
  kinds: 8192,
  /** At most this many between two looks at the clock. */
  batch: 256,
} as const;

/** This file as a program: PORT PER-SECOND SEED. */
async function flood(port: number, perSecond: number, seed: number): Promise<void> {
  const remote = { address: "127.0.0.1", port };
  const datagrams = garbage(tuned.kinds, seed).map((bytes) => ({ remote, bytes }));
  // Unread answers fill its buffer, as they would for an attacker who only sends.
  using socket = new BatchSocket({ address: tuned.from, port: 0 });
  let running = true;
  process.on("message", () => (running = false));
  process.on("disconnect", () => process.exit());
  process.send!("ready");
  const start = performance.now();
  let sent = 0;
  let next = 0;
  while (running) {
    const due = Math.min(((performance.now() - start) / 1000) * perSecond - sent, tuned.batch);
    if (due >= 1) {
      sent += socket.send(datagrams.slice(next, next + due));
      next = next + tuned.batch >= tuned.kinds ? 0 : next + Math.floor(due);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.send!(sent, () => process.disconnect());
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  const [port, perSecond, seed] = process.argv.slice(2).map(Number);
  await flood(port!, perSecond!, seed!);
}
