import { hex } from "../../base/bytes.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import { stampText } from "../../seal/stamps/text.ts";

/** The message under a hidden header that the machine made. */
export interface Sealed {
  readonly by: string;
  readonly packet: Uint8Array;
  readonly stamp: string;
}

/** Remembers what a machine sealed during one event, so that its datagrams can be read without a key. */
export class SealedNow {
  readonly #byStart = new Map<string, Sealed>();
  #isOpen = true;

  /** The first bytes of a sealed datagram are unique; more may be appended. */
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

  /** No longer needed. */
  close(): void {
    this.#isOpen = false;
    this.clear();
  }
}

const startOf = (datagram: Uint8Array): string => hex(datagram.subarray(0, 16));

/** Identifies keys without revealing them: the name they belong to, and the number among the keys of that name. */
export class KeyNames {
  readonly #count = new Map<string, number>();

  next(name: string): string {
    const number = (this.#count.get(name) ?? 0) + 1;
    this.#count.set(name, number);
    return `${name}/${number}`;
  }
}
