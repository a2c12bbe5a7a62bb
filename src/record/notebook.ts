import type { Drawn, DrawnKind, DrawnValue } from "./format.ts";

/** What a machine drew during one event: written by what it draws from. */
export class Notebook {
  #drawn: Drawn[] = [];
  #isOpen = true;

  put(kind: DrawnKind, value: DrawnValue): void {
    if (this.#isOpen) this.#drawn.push([kind, value]);
  }

  take(): readonly Drawn[] {
    const drawn = this.#drawn;
    this.#drawn = [];
    return drawn;
  }

  /** Nobody takes any more. */
  close(): void {
    this.#isOpen = false;
    this.#drawn = [];
  }
}

/** The machine wants another thing than the recorded one wanted at this point. */
export class OutOfStep extends Error {
  override readonly name = "OutOfStep";
  readonly wanted: DrawnKind;
  readonly recorded: DrawnKind | undefined;

  constructor(wanted: DrawnKind, recorded: DrawnKind | undefined) {
    super(`the machine asks for ${wanted}, the recorded one asked for ${recorded ?? "nothing more"}`);
    this.wanted = wanted;
    this.recorded = recorded;
  }
}

/** What a recorded machine drew, for another one to draw again. */
export class DrawnAgain {
  #drawn: readonly Drawn[] = [];
  #next = 0;

  give(drawn: readonly Drawn[]): void {
    this.#drawn = drawn;
    this.#next = 0;
  }

  /** What nobody has asked for. */
  get left(): readonly DrawnKind[] {
    return this.#drawn.slice(this.#next).map(([kind]) => kind);
  }

  /** Throws OutOfStep. */
  take(kind: DrawnKind): DrawnValue {
    const [recorded, value] = this.#drawn[this.#next] ?? [];
    if (recorded !== kind) throw new OutOfStep(kind, recorded);
    this.#next++;
    return value!;
  }

  /** Undefined = the next one is another one, or not `fit`. */
  takeIf<Kind extends DrawnKind>(kind: Kind, fit: (value: DrawnValue) => boolean): DrawnValue | undefined {
    const [recorded, value] = this.#drawn[this.#next] ?? [];
    if (recorded !== kind || !fit(value!)) return undefined;
    this.#next++;
    return value;
  }
}
