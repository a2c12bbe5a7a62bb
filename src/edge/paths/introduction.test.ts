import { describe, expect, it } from "vitest";
import { broadcastMac } from "../../base/address/mac.ts";
import { bobInvites, bobPacket, bobFrame } from "../testing/bob.ts";
import { alice, bob, Rig } from "../replay/rig.ts";

const frame = { ...bobPacket, payload: bobFrame };
const relaying = () => new Rig({ peerToPeer: false }).registered();

describe("an edge that only relays", () => {
  it("sends its name and address through the supernode to a peer that it sends frames to, twice if none comes back", () => {
    const rig = relaying();
    for (let i = 0; i < 300; i++) rig.relayed(frame).wait(100);
    const said = rig.sent("REGISTER");
    const own = { source: alice, destination: bob, description: "edge", address: { address: "10.50.0.1" } };
    expect(said.map(({ message }) => message)).toMatchObject([own, own]);
    expect(said.map(({ to }) => to)).toEqual(Array(2).fill(rig.edge.status().supernode));
  });

  it("does so once if the peer has sent its own, and shows them", () => {
    const rig = relaying();
    rig.relayed(frame);
    bobInvites(rig);
    for (let i = 0; i < 300; i++) rig.relayed(frame).wait(100);
    expect(rig.sent("REGISTER")).toHaveLength(1);
    expect(rig.edge.status().peers).toMatchObject([{ description: "b", address: { address: "10.50.0.2" } }]);
  });

  it("does so for frames that the datapath carries", () => {
    const rig = relaying();
    rig.relayed(frame);
    const traffic = { kind: "traffic", peer: bob, direct: 0, relayed: 0, sent: 1 } as const;
    for (let i = 0; i < 50; i++) rig.feed(traffic).wait(100);
    expect(rig.sent("REGISTER")).toHaveLength(1);
  });

  it("sends nothing to peers that only broadcast", () => {
    const rig = relaying();
    for (let i = 0; i < 50; i++) rig.relayed({ ...frame, destination: broadcastMac }).wait(100);
    expect(rig.sent("REGISTER")).toEqual([]);
  });
});
