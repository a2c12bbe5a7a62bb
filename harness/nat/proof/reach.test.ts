import { describe, expect, it } from "vitest";
import type { Reach } from "../../evidence/evidence.ts";
import { presets } from "../../topology/nat/presets.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { reachDifferences } from "./reach.ts";

const some: Nat = presets["dns-only"].nat;
const web: Nat = presets.hotel.nat;
const company: Nat = presets.corporate.nat;
const udp = (port: number, outcome: Reach["outcome"]): Reach => ({ protocol: "udp", port, outcome });
const tcp = (port: number, outcome: Reach["outcome"]): Reach => ({ protocol: "tcp", port, outcome });

describe("what gets out", () => {
  it.each<[string, Nat, readonly Reach[]]>([
    ["all", nat.portRestricted, [udp(53, "open"), tcp(443, "open")]],
    ["some UDP", some, [udp(53, "open"), udp(443, "silent"), tcp(443, "open")]],
    ["some UDP, where refusals are not heard", some, [udp(443, "blocked")]],
    ["some TCP", web, [udp(53, "silent"), tcp(443, "open"), tcp(22, "silent")]],
    ["no UDP, and it is said so", company, [udp(53, "prohibited"), tcp(80, "open")]],
  ])("%s agrees", (_name, declared, reaches) => {
    expect(reachDifferences(declared, { reaches })).toEqual([]);
  });

  it.each<[string, Nat, Reach]>([
    ["UDP to port 443: declared blocked, measured open", some, udp(443, "open")],
    ["UDP to port 53: declared open, measured silent", nat.none, udp(53, "silent")],
    ["TCP to port 22: declared blocked, measured open", web, tcp(22, "open")],
    ["TCP to port 443: declared open, measured prohibited", web, tcp(443, "prohibited")],
    ["UDP to port 443: declared silent, measured prohibited", some, udp(443, "prohibited")],
    ["UDP to port 53: declared prohibited, measured silent", company, udp(53, "silent")],
  ])("differs: %s", (said, declared, reach) => {
    expect(reachDifferences(declared, { reaches: [reach] })).toEqual([said]);
  });
});
