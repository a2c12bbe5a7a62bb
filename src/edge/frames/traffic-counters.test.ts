import { expect, it } from "vitest";
import { broadcastMac } from "../../base/address/mac.ts";
import { nullTransform } from "../../seal/ciphers/null.ts";
import { alice, bob, bobWan, ipv4Frame, Rig } from "../replay/rig.ts";

it("an edge counts its PACKETs by path", () => {
  const rig = new Rig().registered();
  const before = rig.edge.status().traffic;
  rig.feed({ kind: "frame", frame: ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2") });
  rig.feed({ kind: "frame", frame: ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255") });
  const frame = ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1");
  const payload = nullTransform().seal(frame);
  const packet = { type: "PACKET", source: bob, destination: alice, compression: 1, transform: 1, payload } as const;
  rig.relayed(packet);
  rig.receive(bobWan, packet).receive(bobWan, packet);
  const { direct, relayed, relayedBroadcast, lastDirect } = rig.edge.status().traffic;
  expect(direct).toEqual({ sent: 0, received: 2 });
  expect(relayed).toEqual({ sent: before.relayed.sent + 2, received: 1 });
  expect(relayedBroadcast).toEqual({ sent: before.relayedBroadcast.sent + 1, received: 0 });
  expect(lastDirect).toBe(rig.now);
  expect(rig.edge.status().supernodes).toEqual([
    expect.objectContaining({ listed: true, state: "registered", mac: "02:5e:00:00:00:01" }),
  ]);
});
