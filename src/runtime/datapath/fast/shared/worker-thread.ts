/**
 * What the fast datapaths of edge and supernode have in common, in the order in which it comes into use:
 *
 * 1. `web-assembly.ts`, `offloads.ts`: has the machine what it takes? The socket, with datagrams cut up and joined by the
 *    kernel
 * 2. here: the program starts a worker (`early-worker.ts`), orders by message and wakes it
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
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { startWorker, takeEarly } from "./early-worker.ts";
import { close, eventfd, kernelBuffer, write } from "../../libc.ts";

const spec = { nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;

/** Common start of both protocols' shared block, as indices of 32-bit words. */
export const words = { stop: 0, commands: 1 } as const;

/** Start parameters common to both workers. */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
  /** An eventfd, readable if the program wants attention. */
  readonly waker: number;
  /** Folder of the packet cores. */
  readonly directory: string;
}

/**
 * A thread that waits in the kernel and never returns to an event loop: starts, commands, wakes and ends it. Its
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

  /** Resolves when it is ready; rejects with its error. */
  async start<Start extends ThreadStart>(
    own: Omit<Start, keyof ThreadStart>,
    heard: (report: Exclude<Report, { kind: "ready" }>) => void,
    failed: (error: Error) => void,
  ): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const folder = programFolder();
    const common: ThreadStart = {
      port: port2,
      shared: this.#shared,
      waker: this.#waker,
      directory: pathToFileURL(folder + "/").href,
    };
    const script = join(folder, this.#script);
    const worker = takeEarly(script) ?? startWorker(script);
    this.#ended = new Promise((resolve) => worker.once("exit", resolve));
    this.#port = port1;
    // A thread that waits in the kernel delays even process.exit.
    process.on("exit", this.#stop);
    await new Promise<void>((resolve, reject) => {
      worker.once("error", reject).postMessage({ ...own, ...common }, [port2]);
      port1.on("message", (report: Report) =>
        report.kind === "ready" ? resolve() : heard(report as Exclude<Report, { kind: "ready" }>),
      );
    });
    worker.removeAllListeners("error");
    worker.on("error", failed);
  }

  /** The worker handles it after its next read, or when it is woken. False = not started yet, or ended. */
  post(command: Command): boolean {
    if (this.#port === undefined) return false;
    this.#port.postMessage(command);
    Atomics.add(this.#words, words.commands, 1);
    return true;
  }

  wake(): void {
    write(this.#waker, this.#one, 8);
  }

  /** Resolves when the thread has ended: only then may its resources be closed. */
  async end(): Promise<void> {
    this.#stop();
    await this.#ended;
    process.off("exit", this.#stop);
    this.#port?.close();
    this.#port = undefined;
  }

  /**
   * Call after `end`, and after closing everything else that it used, so that no other file can get the number
   * before.
   */
  [Symbol.dispose](): void {
    close(this.#waker);
  }

  readonly #stop = (): void => {
    Atomics.store(this.#words, words.stop, 1);
    this.wake();
  };
}

/** Where the build puts workers and cores: beside this bundle, or in dist/ if the sources run unbundled. */
function programFolder(): string {
  const bundled = import.meta.filename.endsWith(".cjs");
  return bundled ? import.meta.dirname : join(import.meta.dirname, "../../../../../dist");
}
