import { describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { scenario } from "../../story/scenario.ts";
import { nat } from "../../topology/nat/nat.ts";
import { walk } from "../../topology/walk.ts";
import { linkedOtherwise } from "./linked-otherwise.ts";

const story = scenario("t", {
  claim: "Nothing.",
  cases: { only: {} },
  net: () => twoHomes({ natA: nat.symmetric, natB: nat.symmetric, linkA: { delay: "10ms", loss: "1%" } }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  run: () => Promise.resolve(),
});

const linksOf = (links: Record<string, string>) =>
  Object.fromEntries([...walk(linkedOtherwise(story, links).net({}))].map(({ name, node }) => [name, node.link]));

describe("--link", () => {
  it("changes what it names, of any node", () => {
    const { homeA, alice, sn } = linksOf({ homeA: "loss=5%,up.duplicate=1%", alice: "preset=lte" });
    expect(homeA).toEqual({
      up: { delay: 10, jitter: 0, loss: 0.05, duplicate: 0.01 },
      down: { delay: 10, jitter: 0, loss: 0.05 },
    });
    expect(alice!.up).toMatchObject({ delay: 35, rate: 12e6 });
    expect(sn).toEqual(linksOf({})["sn"]);
  });

  it.each([
    [{ homeC: "loss=5%" }, "--link homeC: two-homes has no such node"],
    [{ homeA: "loss=5" }, "--link homeA.loss: 5 is not a share of packets"],
    [{ homeA: "los=5%" }, "--link homeA: los=5% is not a change; write delay="],
    [{ homeA: "preset=5g" }, '--link homeA: preset: no line "5g"; choose from plain, wifi, lte, 3g'],
  ])("refuses %j", (links, message) => expect(() => linksOf(links)).toThrow(message));
});
