import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Note } from "../../base/note.ts";
import { leasesText, type StoredCommunity } from "../../supernode/leases/stored.ts";
import { systemFiles } from "../options/system-files.ts";
import { LeaseFile, readLeaseFile } from "./lease-file.ts";

let folder: string;
let file: string;
let notes: Note[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leases-"));
  file = join(folder, "leases.json");
  notes = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const log = (note: Note) => void notes.push(note);
const read = () => readLeaseFile(file, systemFiles, undefined, log);
const stored: readonly StoredCommunity[] = [{ id: "0".repeat(32), name: undefined, network: undefined, leases: [] }];

describe("reading", () => {
  it("finds nothing where there is no file, and what was saved otherwise", () => {
    expect(read()).toEqual([]);
    writeFileSync(file, leasesText(stored), { mode: 0o600 });
    expect(read()).toEqual(stored);
    expect(notes).toEqual([]);
  });

  it("sets a damaged file aside, with one line, and starts without", () => {
    writeFileSync(file, "{", { mode: 0o600 });
    expect(read()).toEqual([]);
    expect([existsSync(file), readFileSync(`${file}.damaged`, "utf8")]).toEqual([false, "{"]);
    expect(notes).toMatchObject([
      { level: "warning", with: { file, why: "it is not JSON", aside: `${file}.damaged` } },
    ]);
  });

  it("refuses what others could have written", () => {
    writeFileSync(file, leasesText(stored));
    chmodSync(file, 0o666);
    expect(read).toThrow("can be changed by other users");
    rmSync(file);
    symlinkSync("/etc/passwd", file);
    expect(read).toThrow("is not a regular file");
    rmSync(file);
    mkdirSync(file);
    expect(read).toThrow("is not a regular file");
  });
});

describe("saving", () => {
  it("happens a moment after a change, once for many, and at the end", async () => {
    let version = 0;
    const kept = new LeaseFile(file, () => ({ version, stored: () => stored }), log);
    kept.look();
    expect(existsSync(file)).toBe(false);
    version = 3;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    kept.look();
    kept.look();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(readFileSync(file, "utf8")).toBe(leasesText(stored)));
    rmSync(file);
    await kept[Symbol.asyncDispose]();
    expect(readFileSync(file, "utf8")).toBe(leasesText(stored));
  });

  it("that fails is said once, and again when it works", async () => {
    const kept = new LeaseFile(join(folder, "gone", "leases.json"), () => ({ version: 1, stored: () => stored }), log);
    await expect(kept.open(stored, true)).rejects.toThrow("its folder does not exist; create it first");
    await kept[Symbol.asyncDispose]();
    await kept[Symbol.asyncDispose]();
    mkdirSync(join(folder, "gone"));
    await kept[Symbol.asyncDispose]();
    expect(notes.map(({ what }) => what)).toEqual(["leases are not saved", "leases are saved again"]);
  });
});
