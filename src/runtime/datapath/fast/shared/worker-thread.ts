/**
 * What the fast datapaths of edge and supernode have in common, in the order in which it comes into use:
 *
 * 1. `web-assembly.ts`, `offloads.ts`: has the machine what it takes? The socket, with datagrams cut up and joined by the
 *    kernel
 * 2. here: the program starts a worker, orders by message and wakes it
 * 3. `time-slice.ts`: the worker takes short slices of its processor
 * 4. `kernel-memory.ts`: addresses in a packet core's memory, for the kernel and OpenSSL; `core/`: records that both cores
 *    have
 * 5. `system-calls.ts`: reading and writing by such addresses; `segmented-send.ts`: sending, and when a message must be cut
 *    up here
 * 6. `shared-counters.ts`: what the worker counts, where the program sees it
 * 7. `batch-sender.ts`: the machine's own datagrams, many a system call, on the program's thread
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { close, eventfd, kernelBuffer, write } from "../../libc.ts";

const spec = { nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;

/** Ours to choose. */
const tuned = {
  /** In megabytes: what a thread makes is garbage at once, and more room for it is only memory. */
  youngGeneration: 4,
} as const;

/** Where a thread finds what concerns it in the shared block, as 32-bit words: both protocols begin so. */
export const words = { stop: 0, commands: 1 } as const;

/** What every thread is started with, beside what is its own. */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
  /** An eventfd, readable when the program wants attention. */
  readonly waker: number;
  /** Where the packet cores are. */
  readonly directory: string;
}

/**
 * A thread that waits in the kernel and never returns to an event loop: how it is started, instructed, woken and ended. Its
 * first report is `ready`.
 */
export class WorkerThread<Command, Report extends { readonly kind: string }> implements Disposable {
  readonly #script: string;
  readonly #shared: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #waker = eventfd(0, spec.nonBlocking | spec.closeOnExec);
  readonly #one = kernelBuffer(8);
  #port: MessagePort | undefined;
  #ended: Promise<unknown> | undefined;

  constructor(script: string, shared: SharedArrayBuffer) {
    this.#script = script;
    this.#shared = shared;
    this.#words = new Int32Array(shared, 0, 2);
    this.#one[0] = 1;
  }

  /** Resolves when it is ready; rejects with what it threw before. */
  async start<Start extends ThreadStart>(
    own: Omit<Start, keyof ThreadStart>,
    heard: (report: Exclude<Report, { kind: "ready" }>) => void,
    failed: (error: Error) => void,
  ): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const directory = programDirectory();
    const common: ThreadStart = {
      port: port2,
      shared: this.#shared,
      waker: this.#waker,
      directory: directory.href,
    };
    const worker = new Worker(new URL(this.#script, directory), {
      workerData: { ...own, ...common },
      resourceLimits: { maxYoungGenerationSizeMb: tuned.youngGeneration },
      transferList: [port2],
    });
    this.#ended = new Promise((resolve) => worker.once("exit", resolve));
    this.#port = port1;
    // A thread that waits in the kernel delays even process.exit.
    process.on("exit", this.#stop);
    await new Promise<void>((resolve, reject) => {
      worker.once("error", reject);
      port1.on("message", (report: Report) =>
        report.kind === "ready" ? resolve() : heard(report as Exclude<Report, { kind: "ready" }>),
      );
    });
    worker.removeAllListeners("error");
    worker.on("error", failed);
  }

  /** It looks after its next reading, or when it is woken. False = it was not started yet, or has ended. */
  post(command: Command): boolean {
    if (this.#port === undefined) return false;
    this.#port.postMessage(command);
    Atomics.add(this.#words, words.commands, 1);
    return true;
  }

  wake(): void {
    write(this.#waker, this.#one, 8);
  }

  /** Resolves when none of it runs any more: only then may the resources it uses be closed. */
  async end(): Promise<void> {
    this.#stop();
    await this.#ended;
    process.off("exit", this.#stop);
    this.#port?.close();
    this.#port = undefined;
  }

  /** After `end`, and after everything else that it used: no other file can have got the number until then. */
  [Symbol.dispose](): void {
    close(this.#waker);
  }

  readonly #stop = (): void => {
    Atomics.store(this.#words, words.stop, 1);
    this.wake();
  };
}

/** Where the build has put threads and cores: beside this bundle, or in dist/ when the sources run as they are. */
function programDirectory(): URL {
  const bundled = import.meta.filename.endsWith(".mjs");
  const folder = bundled ? import.meta.dirname : join(import.meta.dirname, "../../../../../dist");
  return pathToFileURL(folder + "/");
}
