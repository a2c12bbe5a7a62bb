/**
 * The machine's network, in the order in which a change of it is handled:
 *
 * 1. here: the kernel reports that an interface, an address or a route has changed
 * 2. `interface-watch.ts`: did somebody change our own interface?
 * 3. `address-watch.ts`: is the machine in another underlay network, or does another uplink have its default route? `source-address.ts`: the address it uses towards a host
 *
 * The routes of `-n`: `routes.ts` adds them; `route-pins.ts` and `pin-changes.ts` keep peers and supernodes out of them,
 * whatever `kernel-routes.ts` and `default-gateway.ts` read meanwhile. n2n-route does the same beside an edge, with
 * `route-plan.ts` and `own-routes.ts`. `own-name.ts`: a name drawn once, for a machine that has none of its own.
 *
 * @module
 */

import { closeSync } from "node:fs";
import { bind, close, eventfd, kernelBuffer, poll, read, socket, write } from "../datapath/libc.ts";

/** linux/netlink.h, linux/rtnetlink.h, poll(2). */
const spec = {
  netlinkFamily: 16,
  rawSocket: 3,
  nonBlocking: 0o4000,
  closeOnExec: 0o2000000,
  route: 0,
  /** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR. */
  groups: 0x1 | 0x10 | 0x40 | 0x100,
  addressBytes: 12,
  readable: 0x0001,
  pollBytes: 8,
  /** Node's thread pool by default, and what it has to keep for names, files and keys. */
  threads: 4,
  threadsFree: 1,
} as const;

/** Tunable, in milliseconds. */
const tuned = {
  /** Changes within this time cause one check, */
  settle: 100,
  /** and without notifications from the kernel, this often. */
  look: 1000,
} as const;

/**
 * Calls `look` soon after an interface, an address or a route of this network namespace has changed (rtnetlink(7)),
 * and only then, because a check costs a hundred times as much as waiting. Without such a socket, it checks every
 * second.
 */
export class NetworkWatch implements Disposable {
  readonly #look: () => void;
  readonly #fd: number;
  /** Ends a poll at once, because a thread that waits in the kernel delays even process.exit. */
  readonly #waker: number;
  readonly #polled = kernelBuffer(2 * spec.pollBytes);
  readonly #heard = kernelBuffer(64 << 10);
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `held`: threads of Node's pool that others wait in all the time. */
  constructor(look: () => void, held = 0, open: (held: number) => number = openRouteSocket) {
    this.#look = look;
    this.#fd = open(held);
    this.#waker = this.#fd < 0 ? -1 : eventfd(0, spec.nonBlocking | spec.closeOnExec);
    if (this.#waker < 0) {
      if (this.#fd >= 0) closeSync(this.#fd);
      this.#timer = setInterval(look, tuned.look).unref();
      return;
    }
    const polled = new DataView(this.#polled.buffer);
    for (const [at, watched] of [this.#fd, this.#waker].entries()) {
      polled.setInt32(at * spec.pollBytes, watched, true);
      polled.setInt16(at * spec.pollBytes + 4, spec.readable, true);
    }
    process.on("exit", this.#wake);
    this.#wait();
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return;
    clearInterval(this.#timer);
    if (this.#waker < 0) this.#isOver = true;
    else this.#wake();
  }

  readonly #wake = (): void => {
    this.#isOver = true;
    const one = kernelBuffer(8);
    one[0] = 1;
    write(this.#waker, one, 8);
    // No poll is in progress while the timer runs.
    if (this.#timer !== undefined) this.#close();
  };

  #wait(): void {
    this.#timer = undefined;
    poll.async(this.#polled, 2, -1, () => {
      if (this.#isOver) return this.#close();
      // Which message it was does not matter; if there are too many at once, the kernel drops them and reports an
      // error.
      while (read(this.#fd, this.#heard, this.#heard.length) > 0);
      this.#timer = setTimeout(() => {
        this.#wait();
        this.#look();
      }, tuned.settle).unref();
    });
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    process.off("exit", this.#wake);
    close(this.#fd);
    close(this.#waker);
  }
}

/** Negative = not available, or waiting for it would take one of too few threads (UV_THREADPOOL_SIZE). */
function openRouteSocket(held: number): number {
  const threads = Number(process.env["UV_THREADPOOL_SIZE"] ?? spec.threads);
  if (threads < held + 1 + spec.threadsFree) return -1;
  const fd = socket(spec.netlinkFamily, spec.rawSocket | spec.nonBlocking | spec.closeOnExec, spec.route);
  if (fd < 0) return fd;
  const address = kernelBuffer(spec.addressBytes);
  const view = new DataView(address.buffer);
  view.setUint16(0, spec.netlinkFamily, true);
  view.setUint32(8, spec.groups, true);
  if (bind(fd, address, spec.addressBytes) === 0) return fd;
  close(fd);
  return -1;
}
