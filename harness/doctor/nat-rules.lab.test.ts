import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadAll, presetRules, presetRules6, squareRules } from "./nat-rules.ts";

const path = process.env["PATH"];
const folder = mkdtempSync(join(tmpdir(), "natlab-doctor-"));
afterEach(() => void (process.env["PATH"] = path));

/** An nft with forged listings. */
function withNft(listing: string): void {
  const file = join(folder, "nft");
  writeFileSync(file, `#!/bin/sh\nPATH="${path}:/usr/sbin:/sbin"\n[ "$1" = -j ] || exec nft "$@"\n${listing}\n`);
  chmodSync(file, 0o755);
  process.env["PATH"] = `${folder}:${path}`;
}

describe("the doctor's check of NAT rules", () => {
  it("loads every preset and reads it back", async () => {
    const ended = await Promise.all([presetRules, presetRules6, squareRules].map(loadAll));
    expect(ended).toEqual(
      [presetRules, presetRules6, squareRules].map(({ length }) => ({
        works: true,
        detail: `${length} loaded and read back`,
      })),
    );
    expect(presetRules.length).toBeGreaterThan(15);
  });

  it.each([
    ["cannot be read", `nft -j list ruleset | sed 's/"chain"/"chain_"/g; s/"name"/"called"/g'`, /cannot read what nft/],
    ["is something else", `nft -j list ruleset | sed 's/"policy": "accept"/"policy": "drop"/'`, /policy is drop/],
    ["is missing", "exit 0", /cannot read what nft of unknown version printed/],
  ])("fails when a listing %s", async (_what, listing, why) => {
    withNft(listing);
    const { works, detail } = await loadAll(squareRules);
    expect(works).toBe(false);
    expect(detail).toMatch(why);
    expect(detail).not.toContain("\n");
  });

  it("fails without nft", async () => {
    withNft("exit 0");
    writeFileSync(join(folder, "nft"), "#!/bin/sh\nexec no-such-command\n");
    expect(await loadAll(squareRules)).toMatchObject({
      works: false,
      detail: expect.stringContaining("not found") as string,
    });
    rmSync(folder, { recursive: true });
  });
});
