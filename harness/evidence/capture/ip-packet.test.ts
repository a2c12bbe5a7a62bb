import { expect, it } from "vitest";
import { ipBytes } from "../../../src/base/address/ip.ts";
import { ipPacket } from "./ip-packet.ts";

/** 198.18.1.1:7 → 198.18.1.2:9 with 3,000 bytes of data, of which the capture kept 100. */
function cutShort(protocol: number, header: readonly number[]): Uint8Array {
  const total = 20 + header.length + 3000;
  const ip = [0x45, 0, total >> 8, total & 255, 0, 0, 0, 0, 64, protocol, 0, 0, 198, 18, 1, 1, 198, 18, 1, 2];
  return Uint8Array.from([...ip, ...header, ...new Uint8Array(100)]);
}

it("shows the IPv4 address of what is behind NAT64", () => {
  const udp = [0, 7, 0, 9, 0, 8, 0, 0];
  const header = [0x60, 0, 0, 0, 0, udp.length, 17, 64];
  const addresses = ["2001:db8:1:2::101", "2001:db8:64::198.18.1.1"].flatMap((text) => [...ipBytes(text)!]);
  const packet = ipPacket(Uint8Array.from([...header, ...addresses, ...udp]))!;
  expect([packet.from?.address, packet.to?.address]).toEqual(["2001:db8:1:2::101", "198.18.1.1"]);
});

it.each([
  ["udp", 17, [0, 7, 0, 9, 3008 >> 8, 3008 & 255, 0, 0]],
  ["tcp", 6, [0, 7, 0, 9, ...Array<number>(8).fill(0), 0x50, ...Array<number>(7).fill(0)]],
] as const)("of %s says how much there was where a capture cut it short", (name, protocol, header) => {
  const packet = ipPacket(cutShort(protocol, header))!;
  expect(packet).toMatchObject({ protocol: name, from: { port: 7 }, to: { port: 9 }, length: 3000 });
  expect(packet.payload).toHaveLength(100);
});
