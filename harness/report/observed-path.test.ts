import { describe, expect, it } from "vitest";
import { isHalfDirect } from "./observed-path.ts";

const way = (from: string, ...paths: readonly ("direct" | "relayed" | "ambiguous" | "none")[]) => paths.map((path) => ({ from, path })); // prettier-ignore
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

describe("half-direct", () => {
  it("is one direction direct and the other relayed, whichever", () => {
    const [direct, relayed] = [times(10, "direct" as const), times(10, "relayed" as const)];
    expect(isHalfDirect([...way("alice", ...direct), ...way("bob", ...relayed)])).toBe(true);
    expect(isHalfDirect([...way("alice", ...relayed), ...way("bob", ...direct)])).toBe(true);
    expect(isHalfDirect([...way("alice", ...direct), ...way("bob", ...direct)])).toBe(false);
    expect(isHalfDirect(way("alice", ...direct, ...relayed))).toBe(false);
  });

  it("is judged from how it was in the end, without pings that were lost", () => {
    const late = [...times(40, "relayed" as const), ...times(10, "direct" as const), ...times(20, "none" as const)];
    expect(isHalfDirect([...way("alice", ...late), ...way("bob", ...times(50, "relayed" as const))])).toBe(true);
    const both = [...times(20, "direct" as const), ...times(10, "relayed" as const)];
    expect(isHalfDirect([...way("alice", ...both), ...way("bob", ...times(10, "relayed" as const))])).toBe(false);
  });

  it("needs pings whose path is clear, and enough of them", () => {
    const relayed = way("bob", ...times(10, "relayed" as const));
    expect(isHalfDirect([...way("alice", ...times(4, "direct" as const)), ...relayed])).toBe(false);
    expect(isHalfDirect([...way("alice", ...times(10, "ambiguous" as const)), ...relayed])).toBe(false);
    const turns = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? "direct" : "relayed"));
    expect(isHalfDirect([...way("alice", ...turns), ...relayed])).toBe(false);
  });
});
