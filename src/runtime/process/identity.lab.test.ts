import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";

const isRoot = process.getuid?.() === 0;
const script =
  'import { stableSecret } from "./src/runtime/process/identity.ts"; console.log(Buffer.from(stableSecret("mac")).toString("hex"))';
const say = ["--import", "tsx", "--input-type=module", "-e", script];

describe.skipIf(!isRoot || !existsSync("/etc/machine-id"))("identity in namespaces (needs root)", () => {
  it("differs between two namespaces, whichever of them the first process is in", () => {
    // As init of its own pid namespace the program is /proc/1 itself, as a laboratory's agent is when it starts one.
    const inside = () =>
      execFileSync("sh", ["ci/rooted.sh", "unshare", "-mnp", "--fork", "--mount-proc", process.execPath, ...say], {
        encoding: "utf8",
      }).trim();
    const outside = execFileSync(process.execPath, say, { encoding: "utf8" }).trim();
    const said = [inside(), inside(), outside];
    expect(new Set(said).size).toBe(3);
    expect(said.every((text) => /^[0-9a-f]{64}$/.test(text))).toBe(true);
  });
});
