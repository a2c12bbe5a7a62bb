import { expect, it } from "vitest";
import { instant } from "../../src/base/instant.ts";
import type { Step } from "../evidence/evidence.ts";
import { describeEvent, type NetworkEvent } from "../topology/event.ts";
import { parseLink } from "../topology/link-spec.ts";
import { nat } from "../topology/nat/nat.ts";
import { leftBehind } from "./left-behind.ts";

const step = (what: string | NetworkEvent): Step =>
  typeof what === "string" ? { at: instant(0), what } : { at: instant(0), what: describeEvent(what), event: what };
const left = (...story: readonly (string | NetworkEvent)[]) => leftBehind(story.map(step));
const link = (loss: number): NetworkEvent => ({
  kind: "set-link",
  node: "homeA",
  link: parseLink({ delay: 10, loss }),
});

it("lists what a story did and did not undo", () => {
  expect(left("sn: start supernode", "alice: start edge", "alice ⇄ bob: ping")).toEqual([]);
  expect(left("sn: start supernode", "sn: cut off")).toEqual(["sn: cut off"]);
  expect(left("alice: start edge", "alice: stop")).toEqual(["alice: stop"]);
  expect(left("alice: stop", "alice: start edge")).toEqual([]);
  expect(left({ kind: "partition", a: "alice", b: "bob" })).toEqual(["alice ⇄ bob: cut apart"]);
  expect(left({ kind: "partition", a: "alice", b: "bob" }, { kind: "heal", a: "bob", b: "alice" })).toEqual([]);
  expect(left(link(0.1), "sn: cut off", link(0.2))).toEqual([
    "sn: cut off",
    "homeA: change the link to 10 ms loss 20 %",
  ]);
  expect(left({ kind: "change-nat", router: "homeA", nat: nat.fullCone })).toEqual(["homeA: become full-cone"]);
  expect(left({ kind: "flush", router: "homeA" }, { kind: "link-down", node: "homeA" })).toEqual([]);
});
