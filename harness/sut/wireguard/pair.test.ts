import { expect, it } from "vitest";
import { keepalive, Pair, type End } from "./pair.ts";
import type { ShownPeer } from "./show.ts";

const [atA, atB] = ["198.18.2.1:1000", "198.18.3.1:2000"];
const a = (other?: ShownPeer, seen: string | undefined = atA): End => end("A=", "10.77.0.2", seen, other);
const b = (other?: ShownPeer, seen: string | undefined = atB): End => end("B=", "10.77.0.3", seen, other);

const end = (publicKey: string, address: string, seen: string, other?: ShownPeer): End => ({
  publicKey,
  address,
  seen,
  ...(other && { other }),
});

/** As a peer that was heard or not. */
const shown = (handshake: number, received: number, sent: number): ShownPeer => ({ handshake, received, sent });
const silent = shown(0, 0, 148);

const anew = (key: string, endpoint: string) => ["peer", key, "remove", "peer", key, "endpoint", endpoint];
const begins = (key: string, endpoint: string) => [...anew(key, endpoint), "persistent-keepalive", String(keepalive)];
const routes = (key: string, address: string) => [
  ...["peer", key, "persistent-keepalive", String(keepalive), "allowed-ips", `${address}/32`],
];
const direct = [routes("B=", "10.77.0.3"), routes("A=", "10.77.0.2")];
const nothing = [[], []];

/** Two that go directly since 1000, each having received 100 bytes. */
function directPair(): Pair {
  const pair = new Pair();
  pair.next([a(), b()], 0);
  expect(pair.next([a(shown(1, 100, 100)), b(shown(1, 100, 100))], 1000)).toEqual(direct);
  return pair;
}

it("waits until the hub has heard from both", () => {
  const pair = new Pair();
  const unheard = { publicKey: "B=", address: "10.77.0.3" };
  expect(pair.next([a(), unheard], 0)).toEqual(nothing);
  expect(pair.next([a(), b()], 1000)).toEqual([begins("B=", atB), anew("A=", atA)]);
});

it("lets the ends take turns, quickly at first, then with pauses, until settled", () => {
  const pair = new Pair();
  const at = (now: number) => pair.next([a(silent), b(silent)], now);
  const first = [begins("B=", atB), anew("A=", atA)];
  const second = [anew("B=", atB), begins("A=", atA)];
  expect(at(0)).toEqual(first);
  expect(at(399)).toEqual(nothing);
  expect(at(400)).toEqual(second);
  expect(at(800)).toEqual(first);
  expect(at(1200)).toEqual(second);
  expect(pair.settled(1599)).toBe(false);
  expect(pair.settled(1600)).toBe(true);
  expect(at(1600)).toEqual(nothing);
  expect(at(6200)).toEqual(first);
});

it("keeps both on the hub while only one has shaken hands", () => {
  const pair = new Pair();
  pair.next([a(), b()], 0);
  expect(pair.next([a(shown(5, 92, 148)), b(silent)], 300)).toEqual(nothing);
  expect(pair.settled(300)).toBe(false);
});

it("switches both to the direct path together, and only once", () => {
  expect(directPair().next([a(shown(1, 200, 200)), b(shown(1, 200, 200))], 2000)).toEqual(nothing);
});

it("passes on where the hub sees a node now, and keeps what a node has found out", () => {
  const pair = directPair();
  const moved = a(shown(1, 200, 200), "198.18.2.1:1001");
  const [toA, toB] = pair.next([moved, b(shown(1, 200, 200))], 2000);
  expect(toA).toEqual([]);
  expect(toB).toEqual(["peer", "A=", "endpoint", "198.18.2.1:1001"]);
  expect(pair.next([moved, b(shown(1, 300, 300))], 3000)).toEqual(nothing);
});

it("stays if nobody sends, or only one does and is heard", () => {
  const pair = directPair();
  const rest = shown(1, 100, 100);
  expect(pair.next([a(rest), b(rest)], 60_000)).toEqual(nothing);
  for (let seconds = 61; seconds < 80; seconds++) {
    const bytes = 100 + seconds;
    expect(pair.next([a(shown(1, 100, bytes)), b(shown(1, bytes, 100))], seconds * 1000)).toEqual(nothing);
  }
});

it("goes back to the hub and begins again when what one sends does not reach the other", () => {
  const pair = directPair();
  const into = (seconds: number) =>
    pair.next([a(shown(1, 100, 100 + seconds)), b(shown(1, 100, 100))], 1000 + seconds * 1000);
  for (let seconds = 1; seconds <= 8; seconds++) expect(into(seconds)).toEqual(nothing);
  expect(into(9)).toEqual([begins("B=", atB), anew("A=", atA)]);
  expect(pair.settled(10_000)).toBe(false);
  expect(pair.next([a(shown(9, 92, 148)), b(shown(9, 148, 92))], 12_000)).toEqual(direct);
});
