import { expect, it } from "vitest";
import { broadcastMac, type Mac } from "../base/address/mac.ts";
import { bobInvites, bobPacket } from "./testing/bob.ts";
import { gratuitousArp } from "./frames/ethernet.ts";
import { bob, Rig } from "./replay/rig.ts";

const dhcp = { address: { address: "0.0.0.0", prefix: 0 }, routing: true } as const;
const given = { address: "10.50.0.77", prefix: 24 };

it("an address set by a DHCP client is announced to the supernode at once, and shown", () => {
  const rig = new Rig(dhcp).registered();
  rig.feed({ kind: "addressed", address: given });
  expect(rig.sent("REGISTER_SUPER").map(({ message }) => message.address)).toEqual([given]);
  expect(rig.edge.status().address).toEqual(given);
  expect(rig.done("configure")).toEqual([]);
  rig.acknowledge().take();
  rig.feed({ kind: "addressed", address: given });
  expect(rig.sent("REGISTER_SUPER")).toEqual([]);
});

const arp = (from: Mac, as: string) => ({
  ...bobPacket,
  source: bob,
  destination: broadcastMac,
  payload: gratuitousArp(from, as),
});

it("a relayed peer's address is learned from its ARP, and its name from its REGISTER through the supernode", () => {
  const rig = new Rig({ peerToPeer: false }).registered();
  rig.relayed(arp(bob, "10.50.0.2"));
  expect(rig.edge.status().peers).toMatchObject([{ address: { address: "10.50.0.2", prefix: 24 } }]);
  bobInvites(rig);
  expect(rig.edge.status().peers).toMatchObject([{ description: "b", path: "relayed" }]);
  expect(rig.sent("REGISTER")).toEqual([]);
  expect(rig.sent("REGISTER_ACK")).toEqual([]);
});

it.each([
  ["ARP of another station, which it bridges", "02:00:00:00:00:09" as Mac, "10.50.0.2"],
  ["ARP of a station without an address", bob, "0.0.0.0"],
])("no address is learned from %s", (_name, from, as) => {
  const rig = new Rig({ peerToPeer: false, routing: true }).registered();
  rig.relayed(arp(from, as));
  expect(rig.edge.status().peers).toMatchObject([{ address: undefined }]);
});
