import type { ShownPeer } from "./show.ts";

/** One end of two nodes that are to be connected, as `wg` shows it now. */
export interface End {
  readonly publicKey: string;
  /** Overlay address without prefix length. */
  readonly address: string;
  /** Where the hub sees this node; absent = it has not heard from it since its start. */
  readonly seen?: string;
  /** The other, as a peer of this; absent = it is not one. */
  readonly other?: ShownPeer;
}

/** Arguments of `wg set DEVICE` at each end; empty = nothing changes. */
export type Changes = readonly [readonly string[], readonly string[]];

/**
 * Tunable. `keepalive`: seconds, short enough to notice soon that a path is gone. The others in milliseconds.
 * `silence`: how long what one end sends may fail to reach the other; several keepalives. `attempt`: more than a
 * handshake takes; the `first` ones follow each other at once, which is what any NAT that can be punched needs, later ones
 * after `pause`.
 */
const tuned = { keepalive: 2, silence: 7000, attempt: 400, first: 4, pause: 5000 } as const;
export const { keepalive } = tuned;

const nothing: Changes = [[], []];

/**
 * Introduces two nodes to each other. They use the hub until each has shaken hands with the other; an address belongs to
 * one peer only, so both ends change at once. When one no longer receives what the other sends, everything begins again.
 *
 * The ends take turns at starting the handshake: two that start at the same time refuse each other's answers. The first
 * message is refused by the other end's NAT but opens the sender's own.
 */
export class Pair {
  #direct = false;
  #attempts = 0;
  /** When the latest attempt began. */
  #tried = -Infinity;
  /** The endpoint of each end as last given to the other. */
  #said: readonly [string | undefined, string | undefined] = [undefined, undefined];
  readonly #ways = [new Way(), new Way()] as const;

  /** Connected, or the first attempts are over. */
  settled(now: number): boolean {
    return this.#direct || (this.#attempts >= tuned.first && now - this.#tried >= tuned.attempt);
  }

  /** `now`: milliseconds. */
  next([a, b]: readonly [End, End], now: number): Changes {
    if (a.seen === undefined || b.seen === undefined) return nothing;
    const deaf = [this.#ways[0].isDeaf(a.other, b.other, now), this.#ways[1].isDeaf(b.other, a.other, now)];
    if (this.#direct && deaf.includes(true)) this.#forget();
    if (this.#direct) return this.#passOn([a, b]);
    const met = this.#attempts > 0 && [a, b].every(({ other }) => other !== undefined && other.handshake > 0);
    if (met) return this.#goDirect([a, b]);
    const wait = this.#attempts < tuned.first ? tuned.attempt : tuned.pause;
    return now - this.#tried < wait ? nothing : this.#attempt([a, b], now);
  }

  /** Makes the peer again, without an address: its earlier state is dropped. */
  #attempt([a, b]: readonly [End, End], now: number): Changes {
    const turn = this.#attempts++ % 2;
    this.#tried = now;
    this.#said = [a.seen, b.seen];
    const begin = ({ publicKey, seen }: End, begins: boolean) => [
      ...["peer", publicKey, "remove", "peer", publicKey, "endpoint", seen!],
      ...(begins ? ["persistent-keepalive", String(tuned.keepalive)] : []),
    ];
    return [begin(b, turn === 0), begin(a, turn === 1)];
  }

  #goDirect([a, b]: readonly [End, End]): Changes {
    this.#direct = true;
    const route = ({ publicKey, address }: End) => [
      ...["peer", publicKey, "persistent-keepalive", String(tuned.keepalive), "allowed-ips", `${address}/32`],
    ];
    return [route(b), route(a)];
  }

  /** WireGuard follows a roaming peer, so the hub is believed only when it reports something new. */
  #passOn([a, b]: readonly [End, End]): Changes {
    const [saidA, saidB] = this.#said;
    this.#said = [a.seen, b.seen];
    const moved = ({ publicKey, seen }: End, said: string | undefined) =>
      seen === said ? [] : ["peer", publicKey, "endpoint", seen!];
    return [moved(b, saidB), moved(a, saidA)];
  }

  #forget(): void {
    this.#direct = false;
    this.#attempts = 0;
    this.#tried = -Infinity;
    for (const way of this.#ways) way.forget();
  }
}

/** One direction between two ends. */
class Way {
  #sent = 0;
  #received = 0;
  /** Since when something has been sent, and nothing received. */
  #since: number | undefined;

  isDeaf(sender: ShownPeer | undefined, receiver: ShownPeer | undefined, now: number): boolean {
    const { sent = 0 } = sender ?? {};
    const { received = 0 } = receiver ?? {};
    if (received !== this.#received) this.#since = undefined;
    else if (sent > this.#sent) this.#since ??= now;
    this.#sent = sent;
    this.#received = received;
    return this.#since !== undefined && now - this.#since > tuned.silence;
  }

  forget(): void {
    this.#since = undefined;
  }
}
