import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { handNetwork } from "./topology.ts";

const folder = mkdtempSync(join(tmpdir(), "hand-topology-"));
afterAll(() => rmSync(folder, { recursive: true }));

const files: Readonly<Record<string, () => void>> = {
  "none.json": () => undefined,
  "folder.json": () => mkdirSync(join(folder, "folder.json")),
  "zeros.json": () => symlinkSync("/dev/zero", join(folder, "zeros.json")),
  "huge.json": () => (writeFileSync(join(folder, "huge.json"), ""), truncateSync(join(folder, "huge.json"), 2 ** 32)),
  "half.json": () => writeFileSync(join(folder, "half.json"), "{"),
  "list.json": () => writeFileSync(join(folder, "list.json"), `{ "name": "x", "nodes": [] }`),
};

describe("a topology file", () => {
  it.each([
    ["none.json", /no such file/],
    ["folder.json", /it is not a regular file/],
    ["zeros.json", /it is not a regular file/],
    ["huge.json", /it has 4294967296 bytes, too many for a topology/],
    ["half.json", /JSON/],
    ["list.json", /nodes: .*array/],
  ])("%s is refused by name", async (name, why) => {
    files[name]!();
    const refusal = await handNetwork([name], folder).catch((error: unknown) => error as Error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as Error).message).toMatch(new RegExp(`^${name}: .*(${why.source})`));
  });

  it("is read from the caller's folder", async () => {
    const net = { name: "two", nodes: { sn: { kind: "host" }, bob: { kind: "host" } } };
    writeFileSync(join(folder, "net.json"), JSON.stringify(net));
    expect((await handNetwork(["net.json"], folder)).topology.name).toBe("two");
  });
});
