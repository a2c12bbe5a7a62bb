import type { Member } from "./members.ts";

/** Edges in the order in which they were last renewed. No step looks anything up. */
export class EdgeQueue {
  #oldest: Member | undefined;
  #newest: Member | undefined;

  get oldest(): Member | undefined {
    return this.#oldest;
  }

  /** The edge is in no queue. */
  add(edge: Member): void {
    edge.older = this.#newest;
    edge.newer = undefined;
    if (this.#newest === undefined) this.#oldest = edge;
    else this.#newest.newer = edge;
    this.#newest = edge;
  }

  remove(edge: Member): void {
    const { older, newer } = edge;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    edge.older = edge.newer = undefined;
  }

  renew(edge: Member): void {
    if (this.#newest === edge) return;
    this.remove(edge);
    this.add(edge);
  }
}
