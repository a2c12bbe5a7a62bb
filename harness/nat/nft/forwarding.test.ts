import { describe, expect, it } from "vitest";
import { asked } from "../../nftables-json/asked.ts";
import { nat } from "../../topology/nat/nat.ts";
import { rulesetFor } from "./ruleset.ts";

const at = { external: "198.16.1.1", wan: "wan", lan: "lan", seed: 1, zone: 7 };

describe("the ruleset of a NAT whose router maps ports", () => {
  const [plain, forwarding] = [false, true].map((forwards) => rulesetFor(nat.symmetric, { ...at, forwards }));

  it("has another table, which can be read back", () => {
    expect(asked(forwarding!).map(({ family, name, chains }) => `${family} ${name} ${chains.length}`)).toEqual([
      expect.stringMatching(/^ip nat /),
      "inet upnp 7",
    ]);
  });

  it("differs otherwise only in what becomes of refused packets", () => {
    const lines = plain!.split("\n");
    const own = forwarding!.slice(0, forwarding!.indexOf("table inet")).split("\n");
    expect(own.filter((line) => !lines.includes(line)).map((line) => line.trim())).toEqual([
      "meta mark 0x1 accept",
      "counter meta mark set 0x1 accept",
      "counter meta mark set 0x1 accept",
    ]);
    expect(own.filter((line) => line.trim() === "counter drop")).toHaveLength(
      lines.filter((line) => line.trim() === "counter drop").length - 2,
    );
  });
});
