import type { Mac } from "../../../../base/address/mac.ts";
import type { ReplayWindow } from "../../../../seal/stamps/replay-window.ts";
import type { OwnSession, PeerSession } from "../../../../seal/session.ts";
import type { Core } from "./core.ts";
import type { Gcm } from "../ciphers/gcm.ts";

interface Known {
  /** Its 8 bytes as two little endian words. */
  readonly id: readonly [low: number, high: number];
  readonly gcm: Gcm;
  readonly window: ReplayWindow;
}

/** Authenticated sealing in the worker: the sessions set by the machine, and batches under them. */
export class Sessions {
  readonly #core: Core;
  readonly #makeGcm: (key: Uint8Array) => Gcm;
  #own: { readonly gcm: Gcm; readonly counter: OwnSession["counter"] } | undefined;
  readonly #peers = new Map<Mac, Known>();
  /** A peer's index in the forwarding table, and the reverse. */
  readonly #places = new Map<Mac, number>();
  readonly #byPlace: (Known | undefined)[] = [];

  constructor(core: Core, makeGcm: (key: Uint8Array) => Gcm) {
    this.#core = core;
    this.#makeGcm = makeGcm;
  }

  own({ id, key, counter }: OwnSession): void {
    this.#own?.gcm[Symbol.dispose]();
    this.#own = { gcm: this.#makeGcm(key), counter };
    this.#core.bytes.set(id, this.#core.at.ownSession);
    this.#core.call.allowAuthentic(1);
  }

  /** Without a session the peer's frames are ordinary. */
  authentic(peer: Mac, session: PeerSession | undefined): void {
    this.#peers.get(peer)?.gcm[Symbol.dispose]();
    if (session === undefined) {
      this.#peers.delete(peer);
    } else {
      const view = new DataView(session.id.buffer, session.id.byteOffset);
      const id = [view.getUint32(0, true), view.getUint32(4, true)] as const;
      this.#peers.set(peer, { id, gcm: this.#makeGcm(session.key), window: session.window });
    }
    this.#apply(peer);
  }

  /** The peer's index in the forwarding table changed; −1 = removed. */
  placed(peer: Mac, place: number): void {
    const before = this.#places.get(peer);
    if (before !== undefined && before !== place) this.#byPlace[before] = undefined;
    if (place < 0) this.#places.delete(peer);
    else this.#places.set(peer, place);
    this.#apply(peer);
  }

  /** Seals all slots. False = there is no session, or it has no counters left: the machine has to begin another one. */
  seal(): boolean {
    const { call, at, layout } = this.#core;
    const { prefixBytes, tagBytes } = layout;
    const count = call.slotCount();
    const first = this.#own?.counter.take(count);
    if (first === undefined) {
      call.allowAuthentic(0);
      return false;
    }
    call.prepareSealing(first);
    const { gcm } = this.#own!;
    for (let i = 0; i < count; i++) {
      const row = at.associated + i * layout.associatedBytes;
      gcm.seal(row, call.payloadOf(i) + prefixBytes, call.payloadLength(i) - prefixBytes - tagBytes);
    }
    return true;
  }

  /** Opens all segments, accepting each counter once, and marks those that are not genuine. */
  open(): void {
    const { call, at, words, layout } = this.#core;
    const { prefixBytes, tagBytes } = layout;
    call.prepareOpening();
    const count = call.segmentCount();
    for (let i = 0; i < count; i++) {
      const segment = at.segments + i * layout.segmentBytes;
      const known = this.#byPlace[words[(segment + layout.segmentPeer) >> 2]!];
      const counter = call.counterOf(i);
      if (known === undefined || !Number.isSafeInteger(counter)) {
        call.refuseSegment(i, 0);
        continue;
      }
      const { window, gcm } = known;
      if (!window.admits(counter)) {
        call.refuseSegment(i, 1);
        continue;
      }
      const row = at.associated + i * layout.associatedBytes;
      const text = words[(segment + layout.segmentPayload) >> 2]! + prefixBytes;
      const length = words[(segment + layout.segmentLength) >> 2]! - prefixBytes - tagBytes;
      const genuine = gcm.open(row, text, length);
      if (!genuine) call.refuseSegment(i, 0);
      else if (!window.take(counter)) call.refuseSegment(i, 1);
    }
  }

  #apply(peer: Mac): void {
    const place = this.#places.get(peer);
    if (place === undefined) return;
    const known = this.#peers.get(peer);
    this.#byPlace[place] = known;
    this.#core.call.setAuthentic(place, Number(known !== undefined), ...(known?.id ?? [0, 0]));
  }
}
