import { concat } from "../../../../../base/bytes.ts";
import { writeMac, type Mac } from "../../../../../base/address/mac.ts";
import { senderKey } from "../../../../../seal/authenticated-key.ts";
import { sealGcm } from "../../../../../seal/authenticated.ts";
import { ReplayWindow } from "../../../../../seal/stamps/replay-window.ts";
import type { OwnSession, PeerSession } from "../../../../../seal/session.ts";
import { SharedCounter } from "../../../../../seal/stamps/shared-counter.ts";

/** Authenticated sealing as set in a forwarder, and as done by the other side. */
export interface Authentic {
  readonly own: OwnSession;
  readonly peers: ReadonlyMap<Mac, PeerSession>;
  /** The payload that `source` makes of a frame. */
  readonly seal: (source: Mac, destination: Mac, frame: Uint8Array) => Uint8Array;
}

export const authenticTransform = 65;

/** Live sessions without a handshake. */
export function liveSessions(community: string, own: Mac, peers: readonly Mac[]): Authentic {
  const shared = new Uint8Array(32).fill(9);
  const id = (mac: Mac) => Uint8Array.from({ length: 8 }, (_, i) => mac.charCodeAt(16) * 7 + i);
  const session = (mac: Mac) => ({ id: id(mac), key: senderKey(shared, id(mac), mac) });
  const counters = new Map<Mac, number>();
  return {
    own: { ...session(own), counter: new SharedCounter(2 ** 36) },
    peers: new Map(peers.map((mac) => [mac, { ...session(mac), window: new ReplayWindow() }])),
    seal(source, destination, frame) {
      const counter = counters.get(source) ?? 0;
      counters.set(source, counter + 1);
      const prefix = new Uint8Array(17);
      prefix.set(id(source), 1);
      new DataView(prefix.buffer).setUint32(13, counter);
      const header = new Uint8Array(34);
      header.set(Buffer.from(community, "latin1"));
      writeMac(header, 20, source);
      writeMac(header, 26, destination);
      header.set([1, authenticTransform], 32);
      return concat(prefix, sealGcm(session(source).key, counter, concat(header, prefix), frame));
    },
  };
}
