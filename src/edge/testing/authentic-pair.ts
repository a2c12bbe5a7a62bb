import { broadcastMac } from "../../base/address/mac.ts";
import { decode, encode } from "../../wire/codec.ts";
import type { Packet } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import { Rig, alice, bob, bobWan, ipv4Frame, supernode } from "../replay/rig.ts";

// For tests: two edges that only relay, and the messages between them.

const key = new Uint8Array(32).fill(7);
export const authentic = (required: boolean, own = key): Partial<EdgeConfig> => ({
  authenticated: { key: own, required, greets: true },
  localDiscovery: false,
  registerEvery: 600_000 as EdgeConfig["registerEvery"],
});

/** Only with those that ask. */
export const answering: Partial<EdgeConfig> = {
  ...authentic(false),
  authenticated: { key, required: false, greets: false },
};

export type Pair = readonly [Rig, Rig];
const macOf = [alice, bob] as const;
export const ipOf = ["10.50.0.1", "10.50.0.2"] as const;

/** Registered at one supernode, which relays; nothing is sent directly. */
export function pair(one: Partial<EdgeConfig>, other: Partial<EdgeConfig> = one, seed = 0): Pair {
  const rigs = [one, other].map((config, i) => {
    const address = { address: ipOf[i]!, prefix: 24 };
    return new Rig({ ...config, mac: macOf[i]!, address, peerToPeer: false }, 10 * seed + i + 1);
  });
  for (const rig of rigs) rig.registered();
  return [rigs[0]!, rigs[1]!];
}

/** What one has sent since the last call, as it is on the wire after the supernode. */
export function wire(rig: Rig): Uint8Array[] {
  const packets = rig.sent("PACKET").map(({ message }) => message);
  rig.take();
  return packets.map((packet) => encode({ ...packet, fromSupernode: true, ttl: 1, socket: bobWan }));
}

export const arrive = (rig: Rig, bytes: Uint8Array) => rig.feed({ kind: "datagram", from: supernode, bytes });

const delivered = new WeakMap<Rig, number>();

/** Relays until both are quiet; returns all messages, by direction. */
export function settle(rigs: Pair): Uint8Array[][] {
  const passed: Uint8Array[][] = [[], []];
  for (let round = 0; round < 20; round++) {
    const sent = rigs.map((rig) => {
      delivered.set(rig, (delivered.get(rig) ?? 0) + rig.done("deliver").length);
      return wire(rig);
    });
    if (sent.every((datagrams) => datagrams.length === 0)) break;
    sent.forEach((datagrams, i) => {
      passed[i]!.push(...datagrams);
      for (const bytes of datagrams) arrive(rigs[1 - i]!, bytes);
    });
  }
  return passed;
}

/** How many frames were delivered to it while pairs settled, since the last call. */
export function takeDelivered(rig: Rig): number {
  const count = delivered.get(rig) ?? 0;
  delivered.delete(rig);
  return count;
}

export const unicast = (rigs: Pair, from: 0 | 1) => {
  const to = 1 - from;
  const frame = ipv4Frame(macOf[to]!, macOf[from], ipOf[from], ipOf[to]!);
  rigs[from].feed({ kind: "frame", frame });
};

export const broadcast = (rigs: Pair, from: 0 | 1) =>
  rigs[from].feed({ kind: "frame", frame: ipv4Frame(broadcastMac, macOf[from], ipOf[from], "10.50.0.255") });

export const packets = (datagrams: readonly Uint8Array[]) => datagrams.map((bytes) => decode(bytes) as Packet);

/** Both have discovered the other. */
export function live(config: Partial<EdgeConfig>, seed = 0): Pair {
  const rigs = pair(config, config, seed);
  unicast(rigs, 0);
  settle(rigs);
  takeDelivered(rigs[0]);
  takeDelivered(rigs[1]);
  return rigs;
}
