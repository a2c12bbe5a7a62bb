import { describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { nat } from "../../topology/nat/nat.ts";
import { builtOtherwise } from "./built-otherwise.ts";

const topology = twoHomes({ natA: nat.symmetric, natB: nat.fullCone });

describe("building another NAT than declared", () => {
  it("changes what is built, not what is declared", () => {
    const { homeA, homeB } = builtOtherwise(topology, { homeB: "port-restricted" }).nodes;
    expect(homeB).toMatchObject({ nat: nat.fullCone, builtAs: nat.portRestricted });
    expect(homeA).not.toHaveProperty("builtAs");
  });

  it.each([
    [{ homeC: "symmetric" }, "two-homes has no such router"],
    [{ alice: "symmetric" }, "two-homes has no such router"],
    [{ homeA: "sym" }, "no such NAT; choose from public, full-cone, address-restricted"],
  ])("refuses %j", (built, said) => {
    expect(() => builtOtherwise(topology, built)).toThrow(said);
  });
});
