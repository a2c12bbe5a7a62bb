import type { Endpoint } from "../src/base/address/endpoint.ts";
import type { Datagram } from "../src/runtime/datapath/datapath.ts";
import { close } from "../src/runtime/datapath/libc.ts";
import { AddressSpace } from "../src/runtime/datapath/fast/shared/kernel-memory.ts";
import { ipv4Word } from "../src/base/address/ipv4-word.ts";
import { openUdpSocket } from "../src/runtime/datapath/fast/shared/offloads.ts";
import { BatchSender } from "../src/runtime/datapath/fast/shared/batch-sender.ts";
import { recvmmsg, sendmmsg } from "../src/runtime/datapath/fast/shared/system-calls.ts";

/** Linux: struct mmsghdr, iovec, sockaddr_in, cmsghdr. */
const spec = { messageBytes: 64, doNotWait: 0x40, udpLevel: 17, udpSegment: 103, udpGro: 104 } as const;
const messages = 16;
const [headers, vectors, controls, buffers] = [0, 2048, 4096, 8192];
const bufferBytes = 65_536;
const end = buffers + (messages + 1) * bufferBytes;
/** One more message, to send a burst. */
const burst = messages;

/** A UDP socket for a load: many datagrams per system call, in both directions. */
export class BatchSocket implements Disposable {
  readonly local: Endpoint;
  readonly #fd: number;
  readonly #sender: BatchSender;
  readonly #memory = new AddressSpace(new Uint8Array(new ArrayBuffer(end)), 0, end);
  readonly #words = new Uint32Array(this.#memory.bytes.buffer);

  constructor(at: Endpoint) {
    const { fd, local } = openUdpSocket(at);
    this.#fd = fd;
    this.local = local;
    this.#sender = new BatchSender(fd);
    for (let i = 0; i <= burst; i++) {
      this.#pointer(headers + i * spec.messageBytes + 16, vectors + i * 16, 16);
      this.#words[(headers + i * spec.messageBytes + 24) >> 2] = 1;
      this.#pointer(headers + i * spec.messageBytes + 32, controls + i * 64, 64);
      this.#pointer(vectors + i * 16, buffers + i * bufferBytes, bufferBytes);
      this.#words[(vectors + i * 16 + 8) >> 2] = bufferBytes;
    }
  }

  /** Returns how many the kernel accepted. */
  send(batch: readonly Datagram[]): number {
    return this.#sender.send(batch);
  }

  /** What `sendBurst` sends: copies of one datagram in a row, which the kernel splits. */
  prepareBurst(datagram: Uint8Array, copies: number, to: Endpoint): void {
    const control = (controls + burst * 64) >> 2;
    this.#memory.bytes.set(Buffer.concat(Array<Uint8Array>(copies).fill(datagram)), buffers + burst * bufferBytes);
    this.#words[(vectors + burst * 16 + 8) >> 2] = datagram.length * copies;
    this.#words.set([18, 0, spec.udpLevel, spec.udpSegment, datagram.length, 0], control);
    const message = headers + burst * spec.messageBytes;
    this.#words[(message + 40) >> 2] = 24;
    const name = controls + burst * 64 + 32;
    this.#words[name >> 2] = 2 | ((to.port >> 8) << 16) | ((to.port & 0xff) << 24);
    this.#words[(name >> 2) + 1] = ipv4Word(to.address)!;
    this.#pointer(message, name, 16);
    this.#words[(message + 8) >> 2] = 16;
  }

  sendBurst(): boolean {
    return sendmmsg(this.#fd, this.#memory.address(headers + burst * spec.messageBytes, 64), 1, 0) === 1;
  }

  /** Does not wait. `take` gets a view that is valid only during the call. Returns how many datagrams there were. */
  receive(take?: (datagram: Uint8Array) => void): number {
    for (let i = 0; i < messages; i++) this.#words[(headers + i * spec.messageBytes + 40) >> 2] = 64;
    const at = this.#memory.address(headers, messages * spec.messageBytes);
    const count = recvmmsg(this.#fd, at, messages, spec.doNotWait, 0);
    let datagrams = 0;
    for (let i = 0; i < count; i++) {
      const length = this.#words[(headers + i * spec.messageBytes + 56) >> 2]!;
      const control = (controls + i * 64) >> 2;
      const hasSize = this.#words[(headers + i * spec.messageBytes + 40) >> 2]! >= 20;
      const joined = hasSize && this.#words[control + 3] === spec.udpGro;
      const size = joined ? this.#words[control + 4]! : length;
      datagrams += Math.ceil(length / size);
      const start = buffers + i * bufferBytes;
      if (take === undefined) continue;
      for (let from = 0; from < length; from += size)
        take(this.#memory.bytes.subarray(start + from, start + Math.min(from + size, length)));
    }
    return datagrams;
  }

  [Symbol.dispose](): void {
    close(this.#fd);
  }

  #pointer(at: number, to: number, length: number): void {
    const address = this.#memory.address(to, length);
    this.#words[at >> 2] = address % 2 ** 32;
    this.#words[(at >> 2) + 1] = Math.floor(address / 2 ** 32);
  }
}
