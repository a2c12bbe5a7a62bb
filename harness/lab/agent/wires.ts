import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Link } from "../../topology/link.ts";
import { LabError } from "../lab-error.ts";
import type { Op } from "../op.ts";
import type { ControlAnswer, Control, WireStart } from "../wire/control.ts";
import type { LinkStats } from "../wire/stats.ts";
import { openWireTap } from "../wire/tap.ts";
import type { Namespaces } from "./namespaces.ts";
import { errnoName, eventfd, spec, write } from "./libc.ts";

/** The agent's side of the wires, which run in a separate thread. The thread starts with the first wire. */
export class Wires {
  readonly #owners = new Set<string>();
  readonly #namespaces: Namespaces;
  readonly #script: URL;
  #thread: { readonly worker: Worker; readonly wake: number } | undefined;
  #asked: Promise<unknown> = Promise.resolve();

  /** `script` runs `runWire` when it is started as a worker. */
  constructor(namespaces: Namespaces, script: URL) {
    this.#namespaces = namespaces;
    this.#script = script;
  }

  /** Creates both TAPs in their namespaces: moving an interface to another one takes 20 ms. */
  add({ owner, lower, upper, link }: Extract<Op, { op: "wire" }>, seed: number): void {
    const [lowerTap, upperTap] = [lower, upper].map(({ node, name }) =>
      this.#namespaces.inside(node, () => openWireTap(name)),
    );
    this.#owners.add(owner);
    void this.#ask({ is: "add", owner, lower: lowerTap!, upper: upperTap!, link, seed });
  }

  async set(owner: string, link: Link): Promise<void> {
    if (!this.#owners.has(owner)) {
      const known = [...this.#owners].join(", ") || "none";
      throw new LabError(`the cable of ${owner} is plain and cannot change; those that can: ${known}`);
    }
    await this.#ask({ is: "set", owner, link });
  }

  async passThrough(on: boolean): Promise<void> {
    if (this.#thread) await this.#ask({ is: "pass through", on });
  }

  async stats(): Promise<Readonly<Record<string, LinkStats>>> {
    return this.#thread ? ((await this.#ask({ is: "report" })) ?? {}) : {};
  }

  /** Resolves when the thread has done everything requested so far. */
  async settled(): Promise<void> {
    await this.#asked;
  }

  /** Lets the process end: Node waits for its threads, and this one waits for frames. */
  stop(): void {
    if (this.#thread) post(this.#thread, { is: "stop" });
  }

  #ask(control: Control): Promise<ControlAnswer> {
    this.#thread ??= startThread(this.#script);
    const thread = this.#thread;
    const answer = this.#asked.then(async () => {
      const message = once(thread.worker, "message");
      post(thread, control);
      const [received] = (await message) as [ControlAnswer];
      return received;
    });
    this.#asked = answer;
    return answer;
  }
}

function startThread(script: URL) {
  const wake = eventfd(0, spec.eventNonBlock);
  if (wake < 0) throw new LabError(`cannot make an event descriptor: ${errnoName()}`);
  const workerData: WireStart = { wake };
  return { worker: new Worker(script, { workerData }), wake };
}

function post({ worker, wake }: { worker: Worker; wake: number }, control: Control): void {
  worker.postMessage(control);
  const one = Buffer.alloc(8);
  one.writeBigUInt64LE(1n);
  write(wake, one, one.length);
}
