import { AddressSpace } from "../../src/runtime/datapath/fast/shared/kernel-memory.ts";
import { setOption } from "../../src/runtime/datapath/fast/shared/offloads.ts";
import { recvmmsg, sendmmsg } from "../../src/runtime/datapath/fast/shared/system-calls.ts";
import { bind, close, connect, kernelBuffer, lastError, socket, write } from "../../src/runtime/datapath/libc.ts";

/** Linux: struct mmsghdr, iovec; asm-generic/socket.h; bits/socket.h. */
const spec = {
  messageBytes: 64,
  internetFamily: 2,
  datagram: 2,
  socketLevel: 1,
  sendBufferForce: 32,
  receiveBufferForce: 33,
  doNotWait: 0x40,
  waitForOne: 0x10000,
} as const;
const messages = 64;
const bufferBytes = 128;

//  Headers, vectors and buffers to receive with; then headers, vectors and the one buffer to send from.
const [vectors, buffers] = [messages * spec.messageBytes, messages * (spec.messageBytes + 16)];
const outgoing = buffers + messages * bufferBytes;
const end = outgoing + buffers + bufferBytes;

/**
 * A UDP socket like an ordinary program's: connected, without offloads, many datagrams of at most 128 bytes per
 * system call. Receiving does not touch what was prepared to send.
 */
export class PlainSocket implements Disposable {
  readonly #fd: number;
  readonly #memory = new AddressSpace(new Uint8Array(new ArrayBuffer(end)), 0, end);
  readonly #words = new Uint32Array(this.#memory.bytes.buffer);

  constructor(own: string, ownPort: number, peer: string, peerPort: number) {
    this.#fd = socket(spec.internetFamily, spec.datagram, 0);
    if (bind(this.#fd, name(own, ownPort), 16) < 0 || connect(this.#fd, name(peer, peerPort), 16) < 0) {
      throw new Error(`no socket at ${own}:${ownPort}: ${lastError()}`);
    }
    setOption(this.#fd, spec.socketLevel, spec.sendBufferForce, 4 << 20);
    setOption(this.#fd, spec.socketLevel, spec.receiveBufferForce, 4 << 20);
    for (let i = 0; i < messages; i++) this.#message(0, i, buffers + i * bufferBytes, bufferBytes);
  }

  /** What every `send` sends. */
  prepare(datagram: Uint8Array): void {
    this.#memory.bytes.set(datagram, outgoing + buffers);
    for (let i = 0; i < messages; i++) this.#message(outgoing, i, outgoing + buffers, datagram.length);
  }

  /**
   * Sends at most 64 of the prepared datagrams. Returns how many the kernel accepted; the others found no room and
   * are lost.
   */
  send(count: number): number {
    return Math.max(0, sendmmsg(this.#fd, this.#memory.address(outgoing, vectors), Math.min(count, messages), 0));
  }

  tell(datagram: Uint8Array): void {
    const bytes = kernelBuffer(datagram.length);
    bytes.set(datagram);
    write(this.#fd, bytes, datagram.length);
  }

  /** `take` gets a view that is valid only during the call. Waits for the first datagram if asked to. */
  receive(take: (datagram: Uint8Array) => void, waits: boolean): void {
    const how = waits ? spec.waitForOne : spec.doNotWait;
    const count = recvmmsg(this.#fd, this.#memory.address(0, vectors), messages, how, 0);
    for (let i = 0; i < count; i++) {
      const start = buffers + i * bufferBytes;
      take(this.#memory.bytes.subarray(start, start + this.#words[(i * spec.messageBytes + 56) >> 2]!));
    }
  }

  [Symbol.dispose](): void {
    close(this.#fd);
  }

  /** One message of one piece, among those whose headers begin at `group`. */
  #message(group: number, index: number, buffer: number, length: number): void {
    const [header, vector] = [group + index * spec.messageBytes, group + vectors + index * 16];
    this.#pointer(header + 16, vector, 16);
    this.#words[(header + 24) >> 2] = 1;
    this.#pointer(vector, buffer, length);
    this.#words[(vector + 8) >> 2] = length;
  }

  #pointer(at: number, to: number, length: number): void {
    const address = this.#memory.address(to, length);
    this.#words[at >> 2] = address % 2 ** 32;
    this.#words[(at >> 2) + 1] = Math.floor(address / 2 ** 32);
  }
}

/** struct sockaddr_in. */
function name(address: string, port: number): Uint8Array {
  const bytes = kernelBuffer(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, spec.internetFamily, true);
  view.setUint16(2, port);
  bytes.set(address.split(".").map(Number), 4);
  return bytes;
}
