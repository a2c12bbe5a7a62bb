import { seededRandom, type Random } from "../../../../../base/random.ts";
import { macAt } from "../../../../../base/address/mac.ts";
import { encode } from "../../../../../wire/codec.ts";
import type { CommunityName } from "../../../../../wire/message.ts";
import type { CompiledCore } from "../../shared/web-assembly.ts";
import { relayRegionNames } from "../core.ts";
import { RelayBench } from "./bench.ts";
import { gapBytes } from "./fake-kernel.ts";

// Garbage, and almost valid PACKETs, into the core over a fake kernel. The fake kernel throws on any address outside
// the regions, the engine traps on any access outside the memory, and the gaps between regions reveal the rest.

const canary = 0xa5;
const edges = 8;

/** Feeds `count` datagrams, joined and not. Throws if something was read or written outside the regions. */
export function hostileRelay(module: CompiledCore, count: number, seed: number): void {
  const random = seededRandom(seed);
  const bench = new RelayBench(module);
  const gaps = relayRegionNames.filter((name) => name !== "received").map((name) => bench.core.at[name] - gapBytes);
  for (const at of gaps) bench.core.bytes.fill(canary, at, at + gapBytes);
  for (let done = 0; done < count; done += 64) {
    change(bench, random);
    for (let i = 0; i < 64; i++) bench.kernel.arriving.push(arriving(random));
    bench.kernel.refusesSegments = random.u32() % 4 === 0;
    while (bench.forwarder.turn(random.u32(), () => undefined) || bench.kernel.arriving.length > 0);
    const long = bench.kernel.sent.find(({ bytes }) => bytes.length > 2048);
    if (long !== undefined) throw new Error(`sent a datagram of ${long.bytes.length} bytes`);
    if (random.u32() % 8 === 0) bench.reader.take();
    bench.kernel.sent.length = bench.up.length = 0;
    for (const at of gaps) {
      if (bench.core.bytes.subarray(at, at + gapBytes).some((byte) => byte !== canary))
        throw new Error(`written into the gap at ${at}`);
    }
  }
}

function change({ edges: table }: RelayBench, random: Random): void {
  const number = random.u32() % edges;
  const edge = { community: "home", mac: mac(number), remote: wan(number), carried: random.u32() % 8 > 0 };
  if (random.u32() % 8 === 0) table.remove("home", mac(number));
  else table.set(random.u32() % 2 === 0 ? edge : { ...edge, local: { address: "192.0.2.1", port: 7654 } });
  table.plainOnly(random.u32() % 2 === 0);
}

function arriving(random: Random) {
  const from = wan(random.u32() % edges);
  if (random.u32() % 8 === 0) return { from, bytes: random.bytes(random.u32() % 3000) };
  const payload = new Uint8Array(random.u32() % 1500);
  const sender = Number(from.address.split(".")[3]);
  const common = { ttl: 2, fromSupernode: false, community: "home" as CommunityName, compression: 1, transform: 1 };
  const way = { source: mac(sender), destination: mac(random.u32() % edges) };
  const one = encode({ type: "PACKET", ...common, ...way, payload });
  const joined = Buffer.concat(
    Array<Uint8Array>(1 + (random.u32() % Math.min(64, Math.floor(65_000 / one.length)))).fill(one),
  );
  for (let i = random.u32() % 4; i > 0; i--) joined[random.u32() % joined.length] = random.u32();
  const size = random.u32() % 4 === 0 ? (random.u32() % 3000) - 10 : one.length;
  const to = random.u32() % 2 === 0 ? {} : { to: "192.0.2.1" };
  return { from, ...to, bytes: joined, ...(random.u32() % 4 > 0 && { size: size >>> 0 }) };
}

const mac = (number: number) => macAt(Uint8Array.of(2, 0, 0, 0, 0, number), 0);
const wan = (number: number) => ({ address: `198.18.0.${number}`, port: 50_000 });
