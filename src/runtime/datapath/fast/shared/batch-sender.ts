import { constants } from "node:os";
import { lastErrorNumber } from "../../libc.ts";
import { AddressSpace } from "./kernel-memory.ts";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import { sendmmsg } from "./system-calls.ts";
import type { Datagram } from "../../datapath.ts";

/** Linux: struct mmsghdr, iovec, sockaddr_in, cmsghdr with in_pktinfo, and MSG_DONTWAIT. */
const spec = {
  doNotWait: 0x40,
  messageBytes: 64,
  vectorBytes: 16,
  nameBytes: 16,
  controlBytes: 32,
  controlLength: 28,
  internetFamily: 2,
  ipLevel: 0,
  packetInfo: 8,
} as const;

const tuned = {
  /** Datagrams per system call. */
  messages: 256,
  /** Their bytes; shared ones count once. */
  bytes: 1 << 19,
  longest: 1 << 16,
} as const;

const names = 0;
const messages = names + tuned.messages * spec.nameBytes;
const vectors = messages + tuned.messages * spec.messageBytes;
const controls = vectors + tuned.messages * spec.vectorBytes;
const payloads = controls + tuned.messages * spec.controlBytes;
const end = payloads + tuned.bytes;

/**
 * Sends the machine's datagrams, many per system call, without blocking, because it runs on the program's own thread.
 * Copies of one broadcast share the same bytes.
 */
export class BatchSender {
  readonly #memory = new AddressSpace(new Uint8Array(new ArrayBuffer(end)), 0, end);
  readonly #words = new Uint32Array(this.#memory.bytes.buffer);
  readonly #socket: number;
  #count = 0;
  #filled = 0;
  #lastBytes: Uint8Array | undefined;
  #lastAt = 0;
  #sent = 0;
  /** Of each message. */
  readonly #datagrams: Datagram[] = [];
  #rest: Datagram[] = [];

  constructor(socket: number) {
    this.#socket = socket;
    for (let i = 0; i < tuned.messages; i++) this.#prepare(i);
  }

  /** Returns how many the kernel accepted. */
  send(batch: readonly Datagram[]): number {
    this.#sent = 0;
    this.#rest = [];
    for (const datagram of batch) this.#add(datagram);
    this.#flush();
    return this.#sent;
  }

  /**
   * The datagrams of the last batch that the kernel has no room for, from the first one on: the network is too slow.
   */
  get rest(): readonly Datagram[] {
    return this.#rest;
  }

  #add(datagram: Datagram): void {
    const { remote, local, bytes } = datagram;
    const address = ipv4Word(remote.address);
    if (address === undefined || remote.port === 0 || bytes.length > tuned.longest) return;
    if (this.#count === tuned.messages || this.#filled + bytes.length > tuned.bytes) this.#flush();
    if (this.#rest.length > 0) return void this.#rest.push(datagram);
    const i = this.#count++;
    this.#datagrams[i] = datagram;
    const name = (names + i * spec.nameBytes) >> 2;
    this.#words[name] = spec.internetFamily | ((remote.port >> 8) << 16) | ((remote.port & 0xff) << 24);
    this.#words[name + 1] = address;
    if (bytes !== this.#lastBytes) {
      this.#lastAt = payloads + this.#filled;
      this.#memory.bytes.set(bytes, this.#lastAt);
      this.#filled += (bytes.length + 7) & ~7;
      this.#lastBytes = bytes;
    }
    const vector = vectors + i * spec.vectorBytes;
    this.#pointer(vector, this.#memory.address(this.#lastAt, bytes.length));
    this.#words[(vector >> 2) + 2] = bytes.length;
    const source = local && ipv4Word(local.address);
    this.#words[(messages + i * spec.messageBytes + 40) >> 2] = source === undefined ? 0 : spec.controlBytes;
    this.#words[(controls + i * spec.controlBytes + 20) >> 2] = source ?? 0;
  }

  #flush(): void {
    for (let done = 0; done < this.#count;) {
      const count = this.#count - done;
      const at = this.#memory.address(messages + done * spec.messageBytes, count * spec.messageBytes);
      const sent = sendmmsg(this.#socket, at, count, spec.doNotWait);
      if (sent < 0 && lastErrorNumber() === constants.errno.EAGAIN) {
        this.#rest.push(...this.#datagrams.slice(done, this.#count));
        break;
      }
      this.#sent += Math.max(sent, 0);
      // The first one is refused.
      done += sent > 0 ? sent : 1;
    }
    this.#count = this.#filled = 0;
    this.#lastBytes = undefined;
  }

  /** Initialises the constant fields of message `i`. */
  #prepare(i: number): void {
    const message = messages + i * spec.messageBytes;
    const control = controls + i * spec.controlBytes;
    this.#pointer(message, this.#memory.address(names + i * spec.nameBytes, spec.nameBytes));
    this.#words[(message + 8) >> 2] = spec.nameBytes;
    this.#pointer(message + 16, this.#memory.address(vectors + i * spec.vectorBytes, spec.vectorBytes));
    this.#words[(message + 24) >> 2] = 1;
    this.#pointer(message + 32, this.#memory.address(control, spec.controlBytes));
    this.#words[control >> 2] = spec.controlLength;
    this.#words[(control + 8) >> 2] = spec.ipLevel;
    this.#words[(control + 12) >> 2] = spec.packetInfo;
  }

  /** 64 bits, little endian like all supported platforms. */
  #pointer(at: number, address: number): void {
    this.#words[at >> 2] = address % 2 ** 32;
    this.#words[(at >> 2) + 1] = Math.floor(address / 2 ** 32);
  }
}
