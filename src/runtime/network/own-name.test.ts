import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownName } from "./own-name.ts";
import { secretOf } from "../process/identity.ts";

describe("a machine's drawn name", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "own-name-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is drawn once and kept, readable only by its owner", () => {
    const where = join(folder, "n2n");
    const name = ownName(where);
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(ownName(where)).toBe(name);
    expect(readFileSync(join(where, "identity"), "latin1")).toBe(`${name}\n`);
    expect(statSync(join(where, "identity")).mode & 0o777).toBe(0o600);
  });

  it("distinguishes two machines from one image with the same id and host name", () => {
    const id = "0123456789abcdef0123456789abcdef";
    const [one, other] = ["a", "b"].map((machine) => secretOf(["mac"], ownName(join(folder, machine))!, id));
    expect(one).toBeDefined();
    expect(one).not.toEqual(other);
    expect(one).toEqual(secretOf(["mac"], ownName(join(folder, "a"))!, id));
  });

  it("is drawn again if a full disk left an empty file", () => {
    writeFileSync(join(folder, "identity"), "");
    const name = ownName(folder);
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(ownName(folder)).toBe(name);
    expect(readdirSync(folder)).toEqual(["identity"]);
  });

  it("is undefined if it cannot be kept, and a damaged file is left alone", () => {
    writeFileSync(join(folder, "file"), "");
    expect(ownName(join(folder, "file"))).toBeUndefined();
    writeFileSync(join(folder, "identity"), "short\n");
    expect(ownName(folder)).toBeUndefined();
    expect(readFileSync(join(folder, "identity"), "latin1")).toBe("short\n");
  });
});
