import type { Drawn, DrawnKind, DrawnValue } from "./format.ts";

/** The values that a machine drew during one event, written by their sources. */
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

  /** Drops values from now on. */
  close(): void {
    this.#isOpen = false;
    this.#drawn = [];
  }
}

/** The machine draws something other than the recorded one at this point. */
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

/** The values that a recorded machine drew, to be drawn again by another. */
export class DrawnAgain {
  #drawn: readonly Drawn[] = [];
  #next = 0;

  give(drawn: readonly Drawn[]): void {
    this.#drawn = drawn;
    this.#next = 0;
  }

  /** The values not drawn yet. */
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

  /** Undefined = the next one is of another kind, or not `fit`. */
  takeIf<Kind extends DrawnKind>(kind: Kind, fit: (value: DrawnValue) => boolean): DrawnValue | undefined {
    const [recorded, value] = this.#drawn[this.#next] ?? [];
    if (recorded !== kind || !fit(value!)) return undefined;
    this.#next++;
    return value;
  }
}
