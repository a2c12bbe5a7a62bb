import { noIpNet } from "../src/base/address/endpoint.ts";
import { instant, seconds } from "../src/base/instant.ts";
import { type Mac, nullMac } from "../src/base/address/mac.ts";
import { Conversation, packet, queryPeer, registerSuper } from "../src/supernode/replay/conversation.ts";
import { encode } from "../src/wire/codec.ts";
import type { Message } from "../src/wire/message.ts";

/** What one datagram costs a supernode with this many edges in one community: npx tsx bench/supernode-load.ts [edges] */
const edges = Number(process.argv[2] ?? 20_000);

const { supernode, now: t0 } = new Conversation({
  limits: { communities: 100, edgesPerCommunity: edges, edgeLifetime: seconds(60) },
  addressRange: { first: "10.0.0.0", last: "10.0.0.0", prefix: 8 },
});

const asking = { edge: nullMac, address: noIpNet, description: "edge" };
measure("address for one and the same description", (i) => registration(i, asking), 0);
measure("first registration", (i) => registration(i), 20);
measure("registration again", (i) => registration(i), 40);
measure("relayed PACKET", (i) => ({ ...packet(0, macOf(peerOf(i))), source: macOf(i) }), 60);
measure("query", (i) => queryPeer(macOf(i), macOf(peerOf(i))), 80);
measure("all run out while strangers ask", (i) => queryPeer(macOf(i), macOf(peerOf(i))), 200);
console.log(supernode.status().counters);

/** One datagram from every edge, spread over 10 s that begin at `time`, with ticks in time. */
function measure(what: string, message: (i: number) => Message, time: number): void {
  const datagrams = Array.from({ length: edges }, (_, i) => encode(message(i)));
  const start = performance.now();
  for (let i = 0; i < edges; i++) {
    const now = instant(t0 + seconds(time + (10 * i) / edges));
    const wake = supernode.nextWake();
    if (wake !== undefined && wake <= now) supernode.handle({ kind: "tick" }, now);
    const from = { address: `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, port: 50_000 };
    supernode.handle({ kind: "datagram", from, bytes: datagrams[i]! }, now);
  }
  const cost = ((performance.now() - start) / edges) * 1000;
  console.log(`${what.padEnd(42)} ${cost.toFixed(1).padStart(8)} µs`);
}

function registration(i: number, changes = {}): Message {
  const token = new Uint8Array(16);
  new DataView(token.buffer).setUint32(0, i);
  const address = { address: `10.${60 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, prefix: 8 };
  return registerSuper(0, { edge: macOf(i), address, auth: { scheme: 1, token }, ...changes });
}

function macOf(i: number): Mac {
  return `02:00:01:${[16, 8, 0].map((shift) => ((i >> shift) & 255).toString(16).padStart(2, "0")).join(":")}` as Mac;
}

function peerOf(i: number): number {
  return (i * 7919) % edges;
}
