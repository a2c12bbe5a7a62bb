import { sendMessages } from "../shared/segmented-send.ts";
import { poll, read, recvmmsg } from "../shared/system-calls.ts";
import type { RelayCore } from "./core.ts";
import type { RelayPorts } from "./ports.ts";

/** linux/socket.h, poll(2). */
const spec = { doNotWait: 0x40, readable: 1, pollBytes: 8 } as const;

/** The socket, by system calls on the core's memory. */
export class RelayKernelPorts implements RelayPorts {
  readonly #core: RelayCore;
  readonly #socket: number;
  /** Readable when another thread wants attention. */
  readonly #waker: number;

  constructor(core: RelayCore, socket: number, waker: number) {
    this.#core = core;
    this.#socket = socket;
    this.#waker = waker;
  }

  receive(): number {
    const { at, layout } = this.#core;
    const messages = this.#core.address(at.inMessages, layout.messagesIn * layout.messageBytes);
    return Math.max(recvmmsg(this.#socket, messages, layout.messagesIn, spec.doNotWait, 0), 0);
  }

  send(at: number, count: number): number | "cannot-segment" | "refused" {
    return sendMessages(this.#socket, this.#core.address(at, count * this.#core.layout.messageBytes), count);
  }

  /** Waits for input; −1 milliseconds = for ever. */
  wait(milliseconds: number): void {
    const { at, words } = this.#core;
    const first = at.polled >> 2;
    for (const [i, fd] of [this.#waker, this.#socket].entries()) {
      words[first + 2 * i] = fd;
      words[first + 2 * i + 1] = spec.readable;
    }
    poll(this.#core.address(at.polled, 2 * spec.pollBytes), 2, milliseconds);
    if (words[first + 1]! >> 16 !== 0) read(this.#waker, this.#core.address(at.scratch, 8), 8);
  }
}
