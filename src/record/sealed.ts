import { hex } from "../base/bytes.ts";
import type { Stamp } from "../seal/stamps/stamp.ts";
import { stampText } from "../seal/stamps/text.ts";

/** What stands under a hidden header that a machine made. */
export interface Sealed {
  readonly by: string;
  readonly packet: Uint8Array;
  readonly stamp: string;
}

/** Remembers what a machine sealed during one event, so that what it sends can be read without a key. */
export class SealedNow {
  readonly #byStart = new Map<string, Sealed>();
  #isOpen = true;

  /** The first bytes of a sealed datagram are like no others; more may be added behind. */
  add(datagram: Uint8Array, by: string, packet: Uint8Array, stamp: Stamp): void {
    if (this.#isOpen)
      this.#byStart.set(startOf(datagram), { by, packet: Uint8Array.from(packet), stamp: stampText(stamp) });
  }

  find(datagram: Uint8Array): Sealed | undefined {
    return this.#byStart.size === 0 ? undefined : this.#byStart.get(startOf(datagram));
  }

  clear(): void {
    this.#byStart.clear();
  }

  /** Nobody asks any more. */
  close(): void {
    this.#isOpen = false;
    this.clear();
  }
}

const startOf = (datagram: Uint8Array): string => hex(datagram.subarray(0, 16));

/** Names keys without telling them: the name they stand for, and the how manieth of that name. */
export class KeyNames {
  readonly #count = new Map<string, number>();

  next(name: string): string {
    const number = (this.#count.get(name) ?? 0) + 1;
    this.#count.set(name, number);
    return `${name}/${number}`;
  }
}
