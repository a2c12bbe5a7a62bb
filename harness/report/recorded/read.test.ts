import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRecordings } from "./read.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-recordings-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const write = (name: string, text: string) => writeFile(join(folder, "sut", name), text);
  await mkdir(join(folder, "sut"));
  await write("sn-supernode.rec", "one\ntwo\nha");
  await write("edge-of-town-edge-2.rec", "x\n");
  await write("alice-edge.log", "not a recording\n");
  await write("long-edge.rec", `${"y".repeat(99)}\n`.repeat(30_000));
  await symlink("/etc/passwd", join(folder, "sut", "link-edge.rec"));
});

it("reads each program's recording, by node", async () => {
  const found = await readRecordings(folder);
  expect(found.map(({ node, program, file }) => [node, program, file])).toEqual([
    ["edge-of-town", "edge", "sut/edge-of-town-edge-2.rec"],
    ["link", "edge", "sut/link-edge.rec"],
    ["long", "edge", "sut/long-edge.rec"],
    ["sn", "supernode", "sut/sn-supernode.rec"],
  ]);
  expect(found[3]!.lines).toEqual(["one", "two"]);
});

it("follows no link, and reads no more than a page needs", async () => {
  const [, link, long] = await readRecordings(folder);
  expect(link).toMatchObject({ lines: [], cut: "it cannot be read: ELOOP" });
  expect(long!.cut).toBe("only the first 2 MiB were read");
  expect(long!.lines).toHaveLength(Math.floor((2 << 20) / 100));
});

it("finds none in a case without them", async () => {
  expect(await readRecordings(join(folder, "none"))).toEqual([]);
});
