import { expect, it } from "vitest";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import { KnownSockets } from "./known-sockets.ts";

const edge = (mac: string, address: string, port: number) => ({
  community: "net",
  mac: `02:00:00:00:00:${mac}` as Mac,
  remote: { address, port },
  carried: false,
});
const name = (address: string, port: number) => {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(2, port);
  view.setUint32(4, ipv4Word(address)!, true);
  return view;
};

it("a socket is known while an edge is registered on it, exactly there", () => {
  const known = new KnownSockets();
  known.set(edge("01", "203.0.113.250", 50_000));
  known.set(edge("02", "203.0.113.250", 50_000));
  expect(known.has(name("203.0.113.250", 50_000))).toBe(true);
  expect(known.has(name("203.0.113.250", 50_001))).toBe(false);
  expect(known.has(name("203.0.113.251", 50_000))).toBe(false);
  known.remove("net", edge("01", "", 0).mac);
  known.remove("net", edge("09", "", 0).mac);
  expect(known.has(name("203.0.113.250", 50_000))).toBe(true);
  known.set(edge("02", "192.0.2.1", 7));
  expect(known.has(name("203.0.113.250", 50_000))).toBe(false);
  expect(known.has(name("192.0.2.1", 7))).toBe(true);
  known.set(edge("02", "2001:db8::1", 7));
  expect(known.has(name("192.0.2.1", 7))).toBe(false);
});
