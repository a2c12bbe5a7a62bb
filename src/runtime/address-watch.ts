import { underlayAddresses, type LocalAddress } from "./datapath/local-addresses.ts";

/** Ours to choose: how soon another network is noticed, in milliseconds. */
const tuned = { look: 1000 } as const;

/** Notices that the machine's addresses on the underlay change: another Wi-Fi, a cable, a new lease. */
export class AddressWatch implements Disposable {
  readonly #ignore: string;
  readonly #look: () => readonly LocalAddress[];
  readonly #timer: NodeJS.Timeout;
  #known: string;

  /** `ignore`: the device of the overlay itself. */
  constructor(ignore: string, changed: () => void, look: () => readonly LocalAddress[] = underlayAddresses) {
    this.#ignore = ignore;
    this.#look = look;
    this.#known = this.#present();
    this.#timer = setInterval(() => this.check(changed), tuned.look).unref();
  }

  /** Without an address there is no way out, so the next one is worth the word. */
  check(changed: () => void): void {
    const present = this.#present();
    if (present === this.#known) return;
    this.#known = present;
    if (present !== "") changed();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #present(): string {
    return this.#look()
      .filter(({ device, internal }) => device !== this.#ignore && !internal)
      .map(({ device, address }) => `${device} ${address}`)
      .sort()
      .join();
  }
}
