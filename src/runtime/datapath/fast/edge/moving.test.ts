import { beforeAll, expect, it } from "vitest";
import { sameEndpoint } from "../../../../base/address/endpoint.ts";
import { ForwarderBench, builtCore, direct, directSocket, own, relayed, supernode, ways } from "./testing/bench.ts";
import { noOffload, withVirtio } from "./testing/offload.ts";
import { setPeer } from "./table.ts";

//  A peer that moves between its direct path and the supernode in the middle of a stream.

const way = ways.find(({ name }) => name === "null")!;
const rules = { routing: true, acceptMulticast: false };
const moves = 10;
const aBatch = 20;

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

const numbered = (to: string, from: string, number: number) => {
  const bytes = new Uint8Array(60);
  for (const [at, mac] of [to, from].entries()) bytes.set(Buffer.from(mac.replaceAll(":", ""), "hex"), at * 6);
  bytes.set([0x88, 0xb5, number >> 8, number & 0xff], 12);
  return bytes;
};
const numberIn = (bytes: Uint8Array, frameAt: number) => (bytes[frameAt + 14]! << 8) | bytes[frameAt + 15]!;
const all = Array.from({ length: moves * aBatch }, (_, i) => i);

it("gets every frame once, in order, each batch by the path valid when it was sent", () => {
  const bench = new ForwarderBench(core, way, rules);
  for (let move = 0; move < moves; move++) {
    setPeer(bench.core, direct, move % 2 === 0 ? directSocket : undefined);
    for (let i = 0; i < aBatch; i++) {
      bench.ports.frames.push(withVirtio(noOffload, numbered(direct, own, move * aBatch + i)));
    }
    bench.forwarder.fromTap();
  }
  expect(bench.ports.sent.map(({ bytes }) => numberIn(bytes, 38))).toEqual(all);
  const ways = bench.ports.sent.map(({ to }) => sameEndpoint(to, directSocket));
  expect(ways).toEqual(all.map((number) => Math.floor(number / aBatch) % 2 === 0));
});

it("gets its frames in order through the supernode, and so do broadcasts, whatever is sent in between", () => {
  const bench = new ForwarderBench(core, way, { ...rules, acceptMulticast: true, groups: true });
  const receivers = [relayed, "ff:ff:ff:ff:ff:ff", direct, "01:00:5e:00:00:05"];
  for (const number of all)
    bench.ports.frames.push(withVirtio(noOffload, numbered(receivers[number % 4]!, own, number)));
  while (bench.forwarder.fromTap());
  expect(bench.forwarder.takeUp()).toBeUndefined();
  const isDirect = (number: number) => number % 4 === 2;
  for (const { to, bytes } of bench.ports.sent)
    expect(sameEndpoint(to, directSocket)).toBe(isDirect(numberIn(bytes, 38)));
  const numbers = bench.ports.sent.map(({ bytes }) => numberIn(bytes, 38));
  const inOrder = (among: readonly number[]) =>
    expect(numbers.filter((number) => among.includes(number))).toEqual(among);
  inOrder(all.filter((number) => number % 4 === 0));
  inOrder(all.filter((number) => number % 2 === 1));
  inOrder(all.filter(isDirect));
  expect(numbers).toHaveLength(all.length);
});

it("is heard by either path: datagrams that the table does not expect go up, and nothing is lost", () => {
  const bench = new ForwarderBench(core, way, rules);
  const [written, up]: number[][] = [[], []];
  for (const number of all) {
    // The table is always one move behind the peer.
    const isDirect = Math.floor(number / aBatch) % 2 === 0;
    if (number % aBatch === aBatch / 2) setPeer(bench.core, direct, isDirect ? directSocket : undefined);
    const bytes = bench.packet(numbered(own, direct, number), direct, own, isDirect ? undefined : {});
    bench.ports.datagrams.push({ from: isDirect ? directSocket : supernode, bytes });
    while (bench.forwarder.fromNetwork());
    up!.push(...(bench.forwarder.takeUp()?.datagrams ?? []).map((datagram) => numberIn(datagram.bytes, 38)));
    written!.push(...bench.ports.written.splice(0).map((frame) => numberIn(frame, 10)));
  }
  expect([...written!, ...up!].sort((a, b) => a - b)).toEqual(all);
  expect(up!.length).toBeGreaterThan(0);
  expect(written).toEqual([...written!].sort((a, b) => a - b));
});
