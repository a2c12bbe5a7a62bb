import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import { presets } from "../../topology/nat/presets.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { thoroughDifferences } from "./thorough.ts";

const block: Nat = { ...nat.portRestricted, ports: "random", block: 64 };
const limit: Nat = { ...nat.portRestricted, limit: 80 };
const range: Nat = { ...nat.portRestricted, ports: "random", range: { first: 1024, last: 2047 } };
const parity: Nat = { ...nat.portRestricted, parity: true };
const brief: Nat = { ...nat.portRestricted, idle: seconds(2) };
const wall: Nat = presets.firewall.nat;
const nothing: ThoroughMeasurement = { handedOut: [], mappings: {} };
const alice = (first: number, last: number) => ({ host: "alice", first, last });
const bob = (first: number, last: number) => ({ host: "bob", first, last });

describe("a thorough measurement", () => {
  it.each<[string, Nat, Partial<ThoroughMeasurement>]>([
    ["that says nothing", brief, {}],
    ["of a lifetime", brief, { idle: { alive: 1900, dead: 2100 }, refresh: "both" }],
    ["of a timer that is a little off", brief, { idle: { alive: 2010, dead: 2200 } }],
    ["of a lifetime beyond what was waited for", brief, { idle: { alive: 1000 } }],
    ["of a firewall's holes", wall, { idle: { alive: 119_000, dead: 121_000 }, refresh: "both" }],
    ["of blocks", block, { handedOut: [alice(40_000, 40_063), bob(40_064, 40_080)], mappings: { perHost: 64 } }],
    ["of a limit", limit, { mappings: { total: 80 } }],
    ["of a limit beyond what was tried", { ...limit, limit: 150 }, { mappings: { tried: 120 } }],
    ["of a limit beyond 96", { ...limit, limit: 150 }, { mappings: { total: 150 } }],
    ["of a range", range, { handedOut: [alice(1024, 2000), bob(1030, 2047)] }],
    ["of parity", parity, { parity: "kept" }],
  ])("%s agrees", (_name, declared, measured) => {
    const usual =
      declared === block ? { mappings: { perHost: 64 } } : declared === limit ? { mappings: { total: 80 } } : {};
    expect(thoroughDifferences(declared, { ...nothing, ...usual, ...measured })).toEqual([]);
  });

  it.each<[string, Nat, Partial<ThoroughMeasurement>]>([
    ["lifetime: declared 2000 ms, measured alive after 2500 ms", brief, { idle: { alive: 2500 } }],
    ["lifetime: declared unlimited, measured dead after 1500 ms", nat.none, { idle: { alive: 900, dead: 1500 } }],
    [
      "lifetime: declared 2000 ms, measured alive after 900 ms, dead after 1500 ms",
      brief,
      { idle: { alive: 900, dead: 1500 } },
    ],
    [
      "lifetime: declared 120000 ms, measured alive after 0 ms, dead after 30 ms",
      wall,
      { idle: { alive: 0, dead: 30 } },
    ],
    ["refresh: declared both, measured outbound", brief, { idle: { alive: 1900, dead: 2100 }, refresh: "outbound" }],
    ["parity: declared kept, measured not kept", parity, { parity: "not kept" }],
    ["parity: declared not kept, measured kept", brief, { parity: "kept" }],
    ["range: declared 1024 to 2047, measured alice 1000 to 1030", range, { handedOut: [alice(1000, 1030)] }],
    [
      "block: declared 64 ports, measured alice 40000 to 40064",
      block,
      { handedOut: [alice(40_000, 40_064)], mappings: { perHost: 64 } },
    ],
    [
      "block: declared one for each host, measured alice 40000 to 40010 and bob 40005 to 40020",
      block,
      { handedOut: [alice(40_000, 40_010), bob(40_005, 40_020)], mappings: { perHost: 64 } },
    ],
    ["mappings of one host: declared 64, measured more than were tried", block, {}],
    ["mappings of one host: declared more than were tried, measured 20", brief, { mappings: { perHost: 20 } }],
    [
      "mappings in all: declared 150, measured more than were tried",
      { ...limit, limit: 150 },
      { mappings: { tried: 170 } },
    ],
    ["mappings in all: declared 80, measured 79", limit, { mappings: { total: 79 } }],
  ])("differs: %s", (said, declared, measured) => {
    expect(thoroughDifferences(declared, { ...nothing, ...measured })).toEqual([said]);
  });
});
