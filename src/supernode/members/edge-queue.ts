import type { Edge } from "./members.ts";

/** Edges in the order in which they were last renewed. No step looks anything up. */
export class EdgeQueue {
  #oldest: Edge | undefined;
  #newest: Edge | undefined;

  get oldest(): Edge | undefined {
    return this.#oldest;
  }

  /** The edge is in no queue. */
  add(edge: Edge): void {
    edge.older = this.#newest;
    edge.newer = undefined;
    if (this.#newest === undefined) this.#oldest = edge;
    else this.#newest.newer = edge;
    this.#newest = edge;
  }

  remove(edge: Edge): void {
    const { older, newer } = edge;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    edge.older = edge.newer = undefined;
  }

  renew(edge: Edge): void {
    if (this.#newest === edge) return;
    this.remove(edge);
    this.add(edge);
  }
}
