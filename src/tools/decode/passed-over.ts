/** Why something of a capture did not become messages. */
export interface Reason {
  readonly what: string;
  /** What to do, so that it can be read next time. */
  readonly mend?: string;
  /** False = it cannot have held a message: ARP, ping, another program's connection. */
  readonly lost: boolean;
}

interface Noted extends Reason {
  readonly first: number | undefined;
  count: number;
}

/** A hostile capture must not fill the terminal or the memory with reasons. */
const kindsMax = 40;

/** Counts what of a capture was passed over, so that nothing is missing without a word. */
export class PassedOver {
  readonly #noted = new Map<string, Noted>();
  #unnamed = 0;
  #lost = false;

  /** May something have been lost that a message was in? */
  get lost(): boolean {
    return this.#lost;
  }

  /** `packet`: its number, from 1; absent = about the whole file or a connection. */
  add(reason: Reason, packet?: number): void {
    this.#lost ||= reason.lost;
    const known = this.#noted.get(reason.what);
    if (known !== undefined) known.count++;
    else if (this.#noted.size >= kindsMax) this.#unnamed++;
    else this.#noted.set(reason.what, { ...reason, first: packet, count: 1 });
  }

  /** One line a reason, in the order of their first packets. */
  get lines(): readonly string[] {
    const lines = [...this.#noted.values()].map(({ what, mend, first, count }) => {
      const packets = `${count} ${count === 1 ? "packet" : "packets"}${count === 1 ? "" : " from"} no. ${first}`;
      const about = first === undefined ? what : `${packets}${count === 1 ? "" : " on"} passed over: ${what}`;
      return mend === undefined ? about : `${about}; ${mend}`;
    });
    return this.#unnamed === 0 ? lines : [...lines, `${this.#unnamed} more passed over for further reasons`];
  }
}
