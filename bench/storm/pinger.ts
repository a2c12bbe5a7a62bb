import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import { close, kernelBuffer, lastError, poll, setsockopt, socket } from "../../src/runtime/datapath/libc.ts";

/** Linux: <linux/icmp.h>, <linux/in.h>, <sched.h>. */
const spec = {
  internetFamily: 2,
  rawNonBlocking: 3 | 0o4000,
  icmp: 1,
  rawLevel: 255,
  icmpFilter: 1,
  echoReply: 0,
  echoRequest: 8,
  newNetwork: 0x40000000,
  readable: 1,
  nameBytes: 16,
  ipHeader: 20,
  icmpHeader: 8,
} as const;

const libc = koffi.load(null);
const setns = libc.func("int setns(int fd, int type)") as (fd: number, type: number) => number;
const sendto = libc.func(
  "int64_t sendto(int fd, const uint8_t *bytes, size_t length, int flags, const uint8_t *to, unsigned int nameLength)",
) as (...args: [number, Uint8Array, number, number, Uint8Array, number]) => number;
const recv = libc.func("int64_t recv(int fd, _Out_ uint8_t *into, size_t length, int flags)") as (
  ...args: [number, Uint8Array, number, number]
) => number;

export interface PingAnswer {
  readonly from: number;
  readonly to: number;
  readonly round: number;
}

/**
 * Pings from many namespaces in one process, with a raw socket in each, so that asking costs little compared with
 * answering. Hosts are numbered; `addresses` has one for each.
 */
export class Pinger implements Disposable {
  readonly #sockets: readonly number[];
  readonly #names: readonly Uint8Array[];
  readonly #byAddress: ReadonlyMap<string, number>;
  readonly #polled: Uint8Array;
  readonly #echo = kernelBuffer(128);
  readonly #into = kernelBuffer(2048);

  constructor(namespaces: readonly string[], addresses: readonly string[]) {
    this.#sockets = namespaces.map(socketIn);
    this.#names = addresses.map(nameOf);
    this.#byAddress = new Map(addresses.map((address, i) => [address, i]));
    this.#polled = kernelBuffer(8 * this.#sockets.length);
    const view = new DataView(this.#polled.buffer);
    for (const [i, fd] of this.#sockets.entries()) {
      view.setInt32(i * 8, fd, true);
      view.setInt16(i * 8 + 4, spec.readable, true);
    }
  }

  /** False = the kernel refused to send it. */
  ask(from: number, to: number, round: number): boolean {
    const view = new DataView(this.#echo.buffer);
    const length = spec.icmpHeader + 56;
    this.#echo.fill(0);
    view.setUint8(0, spec.echoRequest);
    view.setUint16(4, from);
    view.setUint16(6, round);
    view.setUint16(2, checksum(view, length));
    return sendto(this.#sockets[from]!, this.#echo, length, 0, this.#names[to]!, spec.nameBytes) === length;
  }

  /** Waits at most this many milliseconds and hands over every answer received. */
  take(wait: number, answered: (answer: PingAnswer) => void): void {
    if (poll(this.#polled, this.#sockets.length, wait) <= 0) return;
    const view = new DataView(this.#into.buffer);
    for (const fd of this.#sockets) {
      while (recv(fd, this.#into, this.#into.length, 0) >= spec.ipHeader + spec.icmpHeader) {
        if (view.getUint8(spec.ipHeader) !== spec.echoReply) continue;
        const to = this.#byAddress.get(this.#into.subarray(12, 16).join("."));
        const [from, round] = [view.getUint16(spec.ipHeader + 4), view.getUint16(spec.ipHeader + 6)];
        if (to !== undefined) answered({ from, to, round });
      }
    }
  }

  [Symbol.dispose](): void {
    for (const fd of this.#sockets) close(fd);
  }
}

function socketIn(namespace: string): number {
  const here = openSync("/proc/thread-self/ns/net", "r");
  const there = openSync(`/run/netns/${namespace}`, "r");
  try {
    if (setns(there, spec.newNetwork) < 0) throw new Error(`cannot enter ${namespace}: ${lastError()}`);
    const fd = socket(spec.internetFamily, spec.rawNonBlocking, spec.icmp);
    if (fd < 0) throw new Error(`no raw socket in ${namespace}: ${lastError()}`);
    const filter = kernelBuffer(4);
    new DataView(filter.buffer).setUint32(0, ~(1 << spec.echoReply) >>> 0, true);
    setsockopt(fd, spec.rawLevel, spec.icmpFilter, filter, 4);
    return fd;
  } finally {
    setns(here, spec.newNetwork);
    closeSync(here);
    closeSync(there);
  }
}

/** struct sockaddr_in. */
function nameOf(address: string): Uint8Array {
  const name = kernelBuffer(spec.nameBytes);
  name[0] = spec.internetFamily;
  name.set(address.split(".").map(Number), 4);
  return name;
}

/** RFC 1071. */
function checksum(view: DataView, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at += 2) sum += view.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
