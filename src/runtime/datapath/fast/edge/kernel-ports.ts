import { constants } from "node:os";
import { lastError, lastErrorNumber } from "../../libc.ts";
import type { KernelMemory } from "../shared/kernel-memory.ts";
import type { Ports } from "./ports.ts";
import { sendMessages } from "../shared/segmented-send.ts";
import { poll, read, recvmmsg, sendmmsg, sendto, writev } from "../shared/system-calls.ts";

/** linux/socket.h, ip(7), cmsg(3), poll(2). */
const spec = {
  doNotWait: 0x40,
  internetFamily: 2,
  readable: 1,
  messageBytes: 64,
  nameBytes: 16,
  pollBytes: 8,
  vectorBytes: 16,
  controlBytes: 24,
  controlLength: 20,
  ipLevel: 0,
  timeToLive: 2,
} as const;

/** Result bits of `wait`. */
export const readable = { network: 1, tap: 2, both: 3 } as const;

export interface Descriptors {
  readonly socket: number;
  /** Readable when another thread wants attention. */
  readonly waker: number;
  tap: number | undefined;
}

/** The TAP and the socket, by system calls on the core's memory. */
export class KernelPorts implements Ports {
  /** Set once the TAP can no longer be read: the name of the error. */
  tapFailure: string | undefined;
  readonly #memory: KernelMemory;
  readonly #fds: Descriptors;
  /** After the longest datagram in `scratch`: a struct mmsghdr, its iovec, and a cmsghdr with an int. */
  readonly #tail: number;

  constructor(memory: KernelMemory, descriptors: Descriptors) {
    this.#memory = memory;
    this.#tail = memory.core.layout.scratchBytes - (spec.messageBytes + spec.vectorBytes + spec.controlBytes);
    this.#fds = descriptors;
  }

  readFrame(first: boolean): number {
    const { tap } = this.#fds;
    if (tap === undefined) return 0;
    const { at, layout } = this.#memory.core;
    const length = read(tap, this.#memory.address(at.frameIn, layout.frameInBytes), layout.frameInBytes);
    if (length > 0) return length;
    // No more frames is the usual case after the first; a failure will recur. EAGAIN is recognised without its name.
    if (!first || lastErrorNumber() === constants.errno.EAGAIN) return 0;
    const code = lastError();
    if (code !== "EINTR") this.tapFailure = code;
    return 0;
  }

  writeFrame(vectors: number, count: number): boolean {
    const { tap } = this.#fds;
    return (
      tap !== undefined &&
      writev(tap, this.#memory.address(vectors, count * this.#memory.core.layout.vectorBytes), count) > 0
    );
  }

  sendMessages(first: number, count: number): number | "cannot-segment" | "refused" {
    const { at, layout } = this.#memory.core;
    const messages = at.outMessages + first * layout.messageBytes;
    return sendMessages(this.#fds.socket, this.#memory.address(messages, count * layout.messageBytes), count);
  }

  receiveMessages(): number {
    const { at, layout } = this.#memory.core;
    const messages = this.#memory.address(at.inMessages, layout.messagesIn * layout.messageBytes);
    return Math.max(recvmmsg(this.#fds.socket, messages, layout.messagesIn, spec.doNotWait, 0), 0);
  }

  /** Sends one datagram of the machine, possibly with its own time to live. False = the kernel refused it. */
  sendDatagram(address: readonly number[], port: number, bytes: Uint8Array, ttl?: number): boolean {
    if (bytes.length > this.#tail) return false;
    const { at, bytes: memory } = this.#memory.core;
    memory.set(bytes, at.scratch);
    memory.fill(0, at.scratchName, at.scratchName + spec.nameBytes);
    memory.set([spec.internetFamily, 0, port >> 8, port & 0xff, ...address], at.scratchName);
    const from = this.#memory.address(at.scratch, bytes.length);
    const name = this.#memory.address(at.scratchName, spec.nameBytes);
    if (ttl === undefined) return sendto(this.#fds.socket, from, bytes.length, 0, name, spec.nameBytes) >= 0;
    return sendmmsg(this.#fds.socket, this.#limited(bytes.length, name, ttl), 1, 0) > 0;
  }

  /** Writes one frame of the machine, whole and with its checksums. */
  deliverFrame(frame: Uint8Array): boolean {
    const { at, bytes, call, layout } = this.#memory.core;
    const { virtioBytes } = layout;
    const length = virtioBytes + frame.length;
    if (length > layout.scratchBytes) return false;
    bytes.fill(0, at.scratch, at.scratch + virtioBytes);
    bytes.set(frame, at.scratch + virtioBytes);
    call.setVector(at.scratchName, at.scratch, length);
    return this.writeFrame(at.scratchName, 1);
  }

  /**
   * Waits for input; −1 milliseconds = for ever. Returns bits of `readable`.
   * `hold`: not for the network.
   */
  wait(milliseconds: number, hold = false): number {
    const { at, words } = this.#memory.core;
    const { waker, socket, tap } = this.#fds;
    const first = at.scratchName >> 2;
    words[first] = waker;
    // A negative descriptor is ignored (poll(2)).
    words[first + 2] = hold ? -1 : socket;
    words[first + 4] = tap ?? -1;
    words[first + 1] = words[first + 3] = words[first + 5] = spec.readable;
    poll(this.#memory.address(at.scratchName, 3 * spec.pollBytes), 3, milliseconds);
    if (words[first + 1]! >> 16 !== 0) read(waker, this.#memory.address(at.scratch, 8), 8);
    return (words[first + 3]! >> 16 === 0 ? 0 : readable.network) | (words[first + 5]! >> 16 === 0 ? 0 : readable.tap);
  }

  /**
   * Address of the message that sends the datagram in `scratch`. The socket's own time to live must not change,
   * because another thread uses it as well.
   */
  #limited(length: number, name: number, ttl: number): number {
    const { at, bytes, words, call } = this.#memory.core;
    const message = at.scratch + this.#tail;
    const vector = message + spec.messageBytes;
    const control = vector + spec.vectorBytes;
    bytes.fill(0, message, control + spec.controlBytes);
    call.setVector(vector, at.scratch, length);
    words.set([spec.controlLength, 0, spec.ipLevel, spec.timeToLive, ttl], control >> 2);
    const pointer = (field: number, address: number) =>
      words.set([address % 2 ** 32, Math.floor(address / 2 ** 32)], (message + field) >> 2);
    pointer(0, name);
    words[(message + 8) >> 2] = spec.nameBytes;
    pointer(16, this.#memory.address(vector, spec.vectorBytes));
    words[(message + 24) >> 2] = 1;
    pointer(32, this.#memory.address(control, spec.controlBytes));
    words[(message + 40) >> 2] = spec.controlBytes;
    return this.#memory.address(message, spec.messageBytes);
  }
}
