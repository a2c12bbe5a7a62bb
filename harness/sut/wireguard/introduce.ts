import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunInNode, RunningNode } from "../contract.ts";
import { placeFile, type Place } from "./place.ts";
import { Pair, type End } from "./pair.ts";
import { parsePeers, type ShownPeer } from "./show.ts";

type Peers = ReadonlyMap<string, ShownPeer>;

interface Shown {
  readonly node: RunningNode;
  readonly place: Place;
  readonly peers: Peers;
  readonly hub: Peers;
}

/** Of two nodes, for as long as both run. */
const pairs = new WeakMap<RunningNode, WeakMap<RunningNode, Pair>>();

/** Tunable, in milliseconds: how often to look at new pairs, and for how long, also if the hub does not answer. */
const tuned = { every: 100, most: 3000 } as const;

/**
 * The laboratory does what a coordination server does: it gives each node the endpoint at which the hub sees the other.
 * Resolves when all pairs are direct, or have tried long enough and stay on the hub.
 */
export async function introduce(running: readonly RunningNode[], run: RunInNode): Promise<void> {
  const end = Date.now() + tuned.most;
  while (!(await introduceOnce(running, run)) && Date.now() < end) await sleep(tuned.every);
}

/** Is there no more to do at the moment? */
async function introduceOnce(running: readonly RunningNode[], run: RunInNode): Promise<boolean> {
  const shown = await Promise.all(running.map((node) => look(node, run)));
  const willing = shown.filter((one) => one !== undefined);
  let settled = true;
  for (const [i, b] of willing.entries()) {
    for (const a of willing.slice(0, i)) {
      if (a.place.hub!.node !== b.place.hub!.node) continue;
      const pair = pairOf(a.node, b.node);
      await connect(pair, [a, b], run);
      settled &&= pair.settled(Date.now());
    }
  }
  return settled;
}

async function connect(pair: Pair, [a, b]: readonly [Shown, Shown], run: RunInNode): Promise<void> {
  const changes = pair.next([endOf(a, b), endOf(b, a)], Date.now());
  await Promise.all(
    [a, b].map(async ({ place }, i) => {
      if (changes[i]!.length > 0) await run(place.node, ["wg", "set", place.device, ...changes[i]!]);
    }),
  );
}

function pairOf(a: RunningNode, b: RunningNode): Pair {
  let others = pairs.get(a);
  if (others === undefined) pairs.set(a, (others = new WeakMap()));
  let pair = others.get(b);
  if (pair === undefined) others.set(b, (pair = new Pair()));
  return pair;
}

/** The hub's entry is of this run of the node only if the node has shaken hands with the hub. */
function endOf({ node, place, peers, hub }: Shown, { place: its }: Shown): End {
  const { handshake = 0 } = peers.get(place.hub!.publicKey) ?? {};
  const seen = handshake > 0 ? hub.get(place.publicKey)?.endpoint : undefined;
  const other = peers.get(its.publicKey);
  const { publicKey } = place;
  return { publicKey, address: node.address, ...(seen !== undefined && { seen }), ...(other && { other }) };
}

/** Undefined for a node without a hub, or one that must relay everything. */
async function look(node: RunningNode, run: RunInNode): Promise<Shown | undefined> {
  const place = JSON.parse(await readFile(placeFile(node.host), "utf8")) as Place;
  const { hub, peerToPeer } = place;
  if (hub === undefined || !peerToPeer) return undefined;
  const [peers, hubPeers] = await Promise.all([peersOf(place, run), peersOf(hub, run)]);
  return { node, place, peers, hub: hubPeers };
}

/** Without the first line, which has the private key. */
async function peersOf({ node, device }: Pick<Place, "node" | "device">, run: RunInNode): Promise<Peers> {
  const { stdout } = await run(node, ["sh", "-c", `wg show ${device} dump | sed 1d`]);
  return parsePeers(stdout);
}
