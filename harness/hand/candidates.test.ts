import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { labCandidates } from "./candidates.ts";
import { writeRecord } from "./keeper/lab-record.ts";
import { identityOf } from "./keeper/process-identity.ts";

const folder = mkdtempSync(join(tmpdir(), "candidates-"));
const lab = (name: string, nodes: Parameters<typeof writeRecord>[1]["nodes"]) => {
  mkdirSync(join(folder, name));
  writeRecord(join(folder, name), { name, network: "x", keeper: identityOf(process.pid)!, since: "", stage: "up", files: folder, nodes }); // prettier-ignore
};
beforeAll(() => {
  vi.stubEnv("NATLAB_LABS", folder);
  lab("one", [
    { name: "alice", role: "host" },
    { name: "homeA", role: "router" },
    { name: "homeA-switch", role: "switch" },
  ]);
  lab("two", [{ name: "bob", role: "host" }]);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it.each([
  ["", ["up", "two-homes", "symmetric", "roaming/"], ["alice"]],
  ["up", ["two-homes", "carrier", "home", "--nat"], ["alice"]],
  ["up two-homes --nat", ["symmetric"], ["two-homes"]],
  ["exec", ["alice", "homeA", "bob", "--name"], ["homeA-switch"]],
  ["exec --name one", ["alice", "homeA"], ["bob"]],
  ["shell --name", ["one", "two"], ["alice"]],
  ["nat", ["homeA", "--set", "--watch"], ["alice"]],
  ["nat homeA --set", ["full-cone"], ["homeA"]],
  ["start", ["alice", "bob"], ["homeA"]],
  ["start alice", ["edge", "supernode", "tinc"], ["bob"]],
  ["link homeA", ["loss=", "delay="], ["homeA"]],
  ["down", ["one", "two", "--all"], ["alice"]],
  ["symmetric", ["home"], ["up"]],
])("after lab %s come %j, not %j", (before, come, not) => {
  const found = labCandidates(before.split(" ").filter(Boolean));
  expect(found).toEqual(expect.arrayContaining(come));
  for (const word of not) expect(found).not.toContain(word);
});
