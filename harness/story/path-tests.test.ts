import { expect, it } from "vitest";
import type { Crossing } from "../evidence/paths/paths.ts";
import { areClear } from "./path-tests.ts";

const pings = (from: string, count: number, among: readonly ("direct" | "relayed")[]): Crossing[] =>
  Array.from({ length: count }, () => ({ from, path: "relayed", among: new Set(among) }) as unknown as Crossing);

const pair = { from: "alice", to: "bob", path: "relayed" } as const;
const clear = (from: string, count: number) => pings(from, count, ["relayed"]);
const unclear = (from: string, count: number) => pings(from, count, ["relayed", "direct"]);

it("a path is clear if it is so in each direction, not in both together", () => {
  expect(areClear([...clear("alice", 100), ...clear("bob", 100)], pair)).toBe(true);
  expect(areClear([...clear("alice", 96), ...unclear("alice", 4), ...clear("bob", 100)], pair)).toBe(true);
  // Less than one in twenty of all pings, but more than that of alice's.
  expect(areClear([...clear("alice", 130), ...unclear("alice", 12), ...clear("bob", 142)], pair)).toBe(false);
  expect(areClear([...clear("alice", 142), ...clear("bob", 130), ...unclear("bob", 12)], pair)).toBe(false);
  // A single one is no more than chance.
  expect(areClear([...clear("alice", 3), ...unclear("alice", 1), ...clear("bob", 4)], pair)).toBe(true);
});
