import type { SupernodeAction } from "../action.ts";
import type { Member } from "./member.ts";
import { samePath } from "./origin.ts";

/** Edges that joined or left since the last call; one that only registered again did neither. */
export class Changes {
  #entered: Member[] = [];
  #left: Member[] = [];
  #plainOnly: boolean | undefined;

  entered(edge: Member): void {
    this.#entered.push(edge);
  }

  left(edge: Member): void {
    this.#left.push(edge);
  }

  /** `plainOnly`: whether no community has encrypted headers. */
  take(plainOnly: boolean): readonly SupernodeAction[] {
    const actions: SupernodeAction[] = [];
    if (this.#plainOnly !== plainOnly) actions.push({ kind: "plain only", isSo: (this.#plainOnly = plainOnly) });
    if (this.#entered.length === 0 && this.#left.length === 0) return actions;
    const [entered, left] = [this.#entered, this.#left];
    this.#entered = [];
    this.#left = [];
    for (const edge of left) {
      // One registration adds at most one edge, so this list is short whenever the other is long.
      if (entered.some((other) => isSameMember(other, edge))) continue;
      actions.push({ kind: "left", community: edge.community, mac: edge.mac });
    }
    for (const edge of entered) {
      const before = left.find((other) => isSameMember(other, edge));
      if (before === undefined || !samePath(before.path, edge.path) || before.sealed !== edge.sealed)
        actions.push({ kind: "entered", member: forDatapath(edge) });
    }
    return actions;
  }
}

function isSameMember(a: Member, b: Member): boolean {
  return a.mac === b.mac && a.community === b.community;
}

function forDatapath({ community, mac, path, sealed }: Member) {
  const { from, to, via } = path;
  return { community, mac, remote: from, ...(to && { local: to }), carried: via === undefined && !sealed };
}
