import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { nat } from "../topology/nat/nat.ts";
import { punchesOnce } from "./testing/faulty-edges.ts";
import { meet, pathNow } from "./testing/meeting.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

describe("the side behind the address-restricted NAT speaks first, the symmetric one answers", () => {
  // alice is there first, so she hears bob's first broadcast and punches at a filter that has not seen her address.
  const opening = { ...links, first: "alice", speaker: "bob" } as const;

  it("is direct", async () => {
    const world = await meet(nat.symmetric, nat.addressRestricted, opening);
    await world.pass(seconds(5));
    expect(await pathNow(world)).toBe("direct");
  });

  it("stays relayed when nobody punches a second time", async () => {
    const world = await meet(nat.symmetric, nat.addressRestricted, { ...opening, makeEdge: punchesOnce });
    await world.pass(seconds(5));
    expect(await pathNow(world)).toBe("relayed");
  });
});

it("an edge that punches once still meets a full cone", async () => {
  const world = await meet(nat.symmetric, nat.fullCone, { ...links, makeEdge: punchesOnce });
  await world.pass(seconds(5));
  expect(await pathNow(world)).toBe("direct");
});
