import { describe, expect, it } from "vitest";
import { bobInfo, bobInvites, probes, bobRegisters, aliceSendsFrame } from "./testing/bob.ts";
import { Rig } from "./replay/rig.ts";

/** Alice's overlay is 10.50.0.1/24. */
const inside = { address: "10.50.0.2", port: 40_000 };
const besides = { address: "10.50.1.2", port: 40_000 };

describe("an address of the overlay itself", () => {
  const ways: [string, (rig: Rig, at: typeof inside) => void][] = [
    ["a supernode gives it", (rig, at) => void bobInfo(aliceSendsFrame(rig), at)],
    [
      "a supernode gives it as preferred",
      (rig, at) => void bobInfo(aliceSendsFrame(rig), { address: "203.0.113.2", port: 5 }, at),
    ],
    ["it came with an invitation", (rig, at) => void bobInvites(rig, at)],
    ["a REGISTER came from there", (rig, at) => void bobRegisters(rig, at)],
  ];

  it.each(ways)("is not a path to a peer, if %s", (_name, tell) => {
    const rig = new Rig().registered();
    tell(rig, inside);
    expect(probes(rig, inside)).toEqual([]);
    expect(rig.edge.status().drops).toMatchObject({ "socket-refused": 1 });
  });

  it.each(ways)("outside our network it is one, if %s", (_name, tell) => {
    const rig = new Rig().registered();
    tell(rig, besides);
    rig.wait(1000);
    expect(probes(rig, besides).length).toBeGreaterThan(0);
  });
});
