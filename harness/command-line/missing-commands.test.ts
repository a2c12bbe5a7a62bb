import { afterEach, expect, it, vi } from "vitest";
import { missingCommands } from "./missing-commands.ts";

const line = "apt-get install -y --no-install-recommends nftables";
const missing = vi.hoisted(() => vi.fn());
vi.mock("../../ci/bootstrap/debian-packages.mjs", () => ({ missingPackages: missing }));

afterEach(() => void vi.restoreAllMocks());

it("says what is missing, and what brings it, in the words of who reads it", async () => {
  missing.mockReturnValue({ missing: [], packages: [], line: undefined });
  expect(missingCommands(["nft"])).toBeUndefined();
  missing.mockReturnValue({ missing: ["nft"], packages: ["nftables"], line });
  const getuid = vi.spyOn(process, "getuid").mockReturnValue(0);
  expect(missingCommands(["nft"])).toEqual({ what: "nft not found", fix: line });
  getuid.mockReturnValue(1000);
  expect(missingCommands(["nft"])!.fix).toBe(`sudo ${line}`);
  vi.resetModules();
  const asTyped = await import("../../src/base/as-typed.ts");
  const installed = await import("./missing-commands.ts");
  asTyped.speakOfNatlab();
  expect(installed.missingCommands(["nft"])!.fix).toBe(`npx natlab setup, or: sudo ${line}`);
});
