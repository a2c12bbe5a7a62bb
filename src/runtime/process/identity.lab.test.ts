import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";

const script =
  'import { stableSecret } from "./src/runtime/process/identity.ts"; console.log(Buffer.from(stableSecret("mac")).toString("hex"))';
const say = ["--import", "tsx", "--input-type=module", "-e", script];

describe.skipIf(!existsSync("/etc/machine-id"))("identity in namespaces", () => {
  it("differs between two namespaces, regardless of the first process's own", () => {
    // As init of its own pid namespace the program is /proc/1, like a laboratory's agent.
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
