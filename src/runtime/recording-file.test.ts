import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../base/config-error.ts";
import type { Note } from "../base/note.ts";
import { RecordingFile } from "./recording-file.ts";

const folder = mkdtempSync(join(tmpdir(), "recording-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = () => join(folder, `${++made}.rec`);

function recording(path = fresh(), limit = 1 << 30) {
  const notes: Note[] = [];
  return { path, notes, file: new RecordingFile({ path, limit, log: (note) => notes.push(note) }) };
}

const linesIn = (path: string): string[] => readFileSync(path, "utf8").split("\n").slice(0, -1);

describe("a recording", () => {
  it("has the lines in order, readable only by its owner", async () => {
    const { path, file, notes } = recording();
    for (let i = 0; i < 1000; i++) {
      expect(file.turn([`event ${i}`, "é"])).toBe(true);
      if (i % 100 === 0) await new Promise(setImmediate);
    }
    file.end("stopped");
    expect(file.turn(["more"])).toBe(false);
    await file[Symbol.asyncDispose]();
    const lines = linesIn(path);
    expect(lines).toHaveLength(2001);
    expect(lines.slice(0, 4)).toEqual(["event 0", "é", "event 1", "é"]);
    expect(lines.at(-1)).toBe('{"end":"stopped"}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(notes).toEqual([]);
  });

  it("ends below its limit, with one line in the log", async () => {
    const { path, file, notes } = recording(fresh(), 1000);
    const taken = Array.from({ length: 50 }, () => file.turn(["x".repeat(99)]));
    await file[Symbol.asyncDispose]();
    expect(taken.filter((one) => one)).toHaveLength(9);
    expect(statSync(path).size).toBeLessThanOrEqual(1000);
    expect(linesIn(path).at(-1)).toBe('{"end":"limit"}');
    expect(notes.map(({ what }) => what)).toEqual(["the recording has reached its limit, and ends"]);
  });

  it("has a gap of whole events if the disk is too slow", async () => {
    const { path, file, notes } = recording();
    const event = ["e".repeat(1 << 20), "a"];
    // The first one is being written; then at most this many wait.
    for (let i = 0; i < 20; i++) expect(file.turn(event)).toBe(true);
    while (!readFileSync(path).includes("\na\n")) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 50));
    file.turn(["behind"]);
    await file[Symbol.asyncDispose]();
    const lines = linesIn(path);
    const gap = lines.findIndex((line) => line.startsWith('{"gap"'));
    const lost = (JSON.parse(lines[gap]!) as { gap: number }).gap;
    expect(lost).toBeGreaterThan(5);
    expect(lines.slice(0, gap)).toHaveLength(2 * (20 - lost));
    expect(lines.slice(gap + 1)).toEqual(["behind"]);
    expect(notes).toHaveLength(1);
  });

  it("ends with one line in the log if it can no longer be written", async () => {
    const { path, file, notes } = recording();
    const fd = readdirSync("/proc/self/fd").find((name) => linkOf(name) === path);
    closeSync(Number(fd));
    file.turn(["lost"]);
    while (notes.length === 0) await new Promise(setImmediate);
    expect(file.turn(["more"])).toBe(false);
    expect(notes).toMatchObject([{ level: "warning", what: "the recording ends", with: { file: path } }]);
    await expect(file[Symbol.asyncDispose]()).rejects.toThrow("EBADF");
  });

  it("is removed if nothing was written", async () => {
    const { path, file } = recording();
    await file[Symbol.asyncDispose]();
    expect(existsSync(path)).toBe(false);
  });

  it("has all lines of a program that exits at any point, and whole lines of a killed one", async () => {
    const script = (ends: string) => `
      import { RecordingFile } from ${JSON.stringify(join(import.meta.dirname, "recording-file.ts"))};
      const file = new RecordingFile({ path: process.argv[1], limit: 1e9, log: () => undefined });
      for (let i = 0; i < 1000; i++) file.turn(["line " + i]);
      ${ends}`;
    const run = async (ends: string) => {
      const path = fresh();
      const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script(ends), path]);
      await once(child, "exit");
      return readFileSync(path, "utf8");
    };
    const expected = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join("");
    expect(await run("process.exit(70)")).toBe(expected);
    expect(await run('setTimeout(() => process.kill(process.pid, "SIGKILL"), 300)')).toBe(expected);
  });
});

it("a limit of the file's size, like a full disk, ends the recording and not the program", async () => {
  const path = fresh();
  const script = `
    import { RecordingFile } from ${JSON.stringify(join(import.meta.dirname, "recording-file.ts"))};
    const log = (note) => console.log(note.what, note.with.why);
    const file = new RecordingFile({ path: process.argv[1], limit: 1e9, log });
    for (let i = 0; i < 20; i++) {
      file.turn(["x".repeat(1023)]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await file[Symbol.asyncDispose]();
    console.log("alive");`;
  const node = [process.execPath, "--import", "tsx", "--input-type=module", "-e", script, path];
  const child = spawn("sh", ["-c", 'ulimit -f 8; exec "$@"', "sh", ...node], {
    env: { ...process.env, TMPDIR: folder },
  });
  const said = text(child.stdout);
  await once(child, "exit");
  expect(await said).toMatch(/^the recording ends EFBIG: file too large, write\nalive\n$/);
  expect(linesIn(path).every((line) => line === "x".repeat(1023))).toBe(true);
});

describe("an existing file is never replaced", () => {
  it("a file, a link, a folder", () => {
    const [path, precious] = [fresh(), fresh()];
    writeFileSync(precious, "keep");
    symlinkSync(precious, path);
    const refused = (name: string, why: string) => {
      expect(() => recording(name)).toThrow(ConfigError);
      expect(() => recording(name)).toThrow(why);
    };
    refused(path, "it is a symbolic link");
    refused(precious, "it exists already");
    mkdirSync(`${path}.d`);
    refused(`${path}.d`, "it is a folder");
    refused(join(folder, "none/x"), "its folder does not exist; create it first");
    refused(join(precious, "x"), "its folder is a file");
    symlinkSync(join(folder, "nowhere"), `${path}.dangling`);
    refused(`${path}.dangling`, "it is a symbolic link");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    expect(readFileSync(precious, "utf8")).toBe("keep");
  });

  it.runIf(process.getuid?.() === 0)("a new file belongs to the user that the program becomes", async () => {
    const path = fresh();
    const file = new RecordingFile({ path, limit: 1000, owner: { uid: 4711, gid: 4712 }, log: () => undefined });
    file.turn(["x"]);
    await file[Symbol.asyncDispose]();
    expect(statSync(path)).toMatchObject({ uid: 4711, gid: 4712 });
  });
});

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}
