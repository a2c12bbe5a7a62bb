import { randomBytes } from "node:crypto";
import { closeSync } from "node:fs";
import { ipBytes } from "../../../src/base/address/ip.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { connect, kernelBuffer, openSocket, setsockopt, write } from "../../../src/runtime/datapath/libc.ts";
import { echoMessage } from "../../evidence/capture/echo-message.ts";
import type { EchoParams } from "../protocol.ts";
import type { Namespaces } from "./namespaces.ts";

/** bits/socket.h, netinet/in.h, linux/icmp.h: SOCK_RAW with SOCK_NONBLOCK and SOCK_CLOEXEC, SOL_RAW, ICMP_FILTER. */
const spec = { inet: 2, rawSocket: 0o2004003, icmp: 1, rawLevel: 255, icmpFilter: 1, filterBytes: 4, addressBytes: 16 };

/**
 * Echo requests (RFC 792) from nodes, each of another size and with random data: ping(8) repeats 16 bytes, which a program
 * that compresses turns into a datagram as small as its other ones.
 */
export class Echoes {
  readonly #namespaces: Namespaces;
  readonly #running = new Set<() => void>();

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces;
  }

  /** The first at once. One that the kernel refuses is not repeated: the next one follows. */
  start({ node, address, interval, least, most, seed }: EchoParams): void {
    const fd = this.#namespaces.inside(node, deafSocket);
    const to = socketAddress(address);
    const random = seededRandom(seed);
    const id = random.u32() & 0xffff;
    let sequence = 0;
    const send = (): void => {
      const data = randomBytes(least + (random.u32() % (most - least + 1)));
      const message = echoMessage(true, id, ++sequence & 0xffff, data);
      // Each time: the route, and with it the own address, may have changed.
      if (connect(fd, to, spec.addressBytes) === 0) write(fd, message, message.length);
    };
    send();
    const timer = setInterval(send, interval);
    this.#running.add(() => {
      clearInterval(timer);
      closeSync(fd);
    });
  }

  stop(): void {
    for (const end of this.#running) end();
    this.#running.clear();
  }
}

/** In this thread's namespace, where it stays. Captures see the replies, and nobody reads them here. */
function deafSocket(): number {
  const fd = openSocket(spec.inet, spec.rawSocket, spec.icmp);
  setsockopt(fd, spec.rawLevel, spec.icmpFilter, kernelBuffer(spec.filterBytes).fill(0xff), spec.filterBytes);
  return fd;
}

/** struct sockaddr_in */
function socketAddress(address: string): Uint8Array {
  const bytes = kernelBuffer(spec.addressBytes);
  new DataView(bytes.buffer).setUint16(0, spec.inet, true);
  bytes.set(ipBytes(address)!, 4);
  return bytes;
}
