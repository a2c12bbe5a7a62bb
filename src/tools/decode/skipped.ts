/** Why a part of a capture did not become messages. */
export interface Reason {
  readonly what: string;
  /** What to do so that it can be read next time. */
  readonly fix?: string;
  /** False = it cannot have held a message: ARP, ping, another program's connection. */
  readonly lost: boolean;
}

interface Noted extends Reason {
  readonly first: number | undefined;
  count: number;
}

/** A hostile capture must not fill the terminal or the memory with reasons. */
const kindsMax = 40;

/** Counts the skipped parts of a capture, so that nothing is missing silently. */
export class Skipped {
  readonly #noted = new Map<string, Noted>();
  #unnamed = 0;
  #lost = false;

  /** May a message have been lost? */
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

  /** One line per reason, in the order of their first packets; packets that cannot have held a message share one. */
  get lines(): readonly string[] {
    const all = [...this.#noted.values()];
    const others = all.filter(({ lost, first }) => !lost && first !== undefined);
    const lines = all.filter((noted) => !others.includes(noted)).map(lineOf);
    if (others.length > 0) {
      const count = others.reduce((sum, other) => sum + other.count, 0);
      const kinds = others.map((other) => `${other.count} ${other.what}`).join(", ");
      lines.push(`${packetsText(count)} without UDP or TCP: ${kinds}`);
    }
    return this.#unnamed === 0 ? lines : [...lines, `${this.#unnamed} more skipped for further reasons`];
  }
}

const packetsText = (count: number): string => `${count} ${count === 1 ? "packet" : "packets"}`;

function lineOf({ what, fix, first, count }: Noted): string {
  const where = count === 1 ? `no. ${first}` : `from no. ${first} on`;
  const about = first === undefined ? what : `${packetsText(count)} skipped, ${where}: ${what}`;
  return fix === undefined ? about : `${about}; ${fix}`;
}
