import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBack } from "./apply.ts";
import { bindings } from "./bindings.ts";
import type { Run } from "./run.ts";

const recorded = join(import.meta.dirname, "listings");
const rulesets = join(import.meta.dirname, "../nat/nft/rulesets");

/** What that version of nft printed for `nft -j list ruleset` when it had loaded that ruleset. */
const listing =
  (version: string, name: string): Run =>
  async () => ({ code: 0, stderr: "", stdout: readFileSync(join(recorded, version, name), "utf8") });

describe.each(readdirSync(recorded))("what %s printed", (version) => {
  const names = readdirSync(join(recorded, version));

  it.each(names)("of %s is what was asked for", async (name) => {
    const text = readFileSync(join(rulesets, name.replace(/json$/, "nft")), "utf8");
    await expect(readBack(listing(version, name), text)).resolves.toBeUndefined();
    const more = text.replace(/^ {4}type filter .*$/m, "$&\n    counter");
    if (more !== text) await expect(readBack(listing(version, name), more)).rejects.toThrow(/rules is \d+, asked for/);
  });

  it.each(names)("of %s counts from 0 what is handed out", (name) => {
    const { nftables } = JSON.parse(readFileSync(join(recorded, version, name), "utf8")) as { nftables: unknown[] };
    for (const keys of handedOut(nftables)) expect(keys).toEqual(keys.map((_, i) => i));
    if (name === "arbitrary.json") expect(handedOut(nftables)).toHaveLength(4);
  });

  it("of a map has the bindings that are in it", async () => {
    expect(names).toContain("address-dependent.json");
    expect(await bindings(listing(version, "address-dependent.json"), "nat")).toEqual([
      {
        inside: { address: "192.168.1.101", port: 5000 },
        outside: 40_000,
        towards: { address: "203.0.113.1" },
        left: 29_000,
      },
    ]);
  });
});

/** The keys of every unnamed map that `numgen` asks: an nft that stores them in the wrong byte order prints 0, 16777216 … */
function handedOut(printed: unknown): readonly (readonly unknown[])[] {
  if (typeof printed !== "object" || printed === null) return [];
  const { key, data } = printed as { key?: { numgen?: unknown }; data?: { set: readonly (readonly unknown[])[] } };
  if (key?.numgen !== undefined && data !== undefined) return [data.set.map(([first]) => first)];
  return Object.values(printed).flatMap(handedOut);
}
