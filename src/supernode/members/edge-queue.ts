import type { Member } from "./member.ts";

/** Of an edge; changed here alone. */
interface Place {
  older: Member | undefined;
  newer: Member | undefined;
}

const placeOf = (edge: Member): Place => edge;

/** Edges in the order of their last renewal. No step needs a look-up. */
export class EdgeQueue {
  #oldest: Member | undefined;
  #newest: Member | undefined;

  get oldest(): Member | undefined {
    return this.#oldest;
  }

  /** The edge must not be in a queue. */
  add(edge: Member): void {
    const place = placeOf(edge);
    place.older = this.#newest;
    place.newer = undefined;
    if (this.#newest === undefined) this.#oldest = edge;
    else placeOf(this.#newest).newer = edge;
    this.#newest = edge;
  }

  remove(edge: Member): void {
    const place = placeOf(edge);
    const { older, newer } = place;
    if (older === undefined) this.#oldest = newer;
    else placeOf(older).newer = newer;
    if (newer === undefined) this.#newest = older;
    else placeOf(newer).older = older;
    place.older = place.newer = undefined;
  }

  renew(edge: Member): void {
    if (this.#newest === edge) return;
    this.remove(edge);
    this.add(edge);
  }
}
