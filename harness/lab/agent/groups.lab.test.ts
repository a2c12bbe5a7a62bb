import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { join } from "node:path";
import { noUserNamespaces } from "../../../ci/testing/user-namespaces.ts";
import { bundled } from "../testing/bundle.ts";

const rooted = join(import.meta.dirname, "../../../ci/rooted.sh");

describe("a program that becomes root anew, as tcpdump does", () => {
  let groups = "";
  beforeAll(async () => void (groups = await bundled("lab-groups", "harness/lab/agent/with-groups.ts")));

  /** In a user namespace whether we are root or not, where the kernel forbids setgroups(2). */
  const inside = (...argv: readonly string[]) => {
    const start = ["unshare", "--user", "--map-root-user", "sh", rooted, ...argv];
    return spawnSync(start[0]!, start.slice(1), { encoding: "utf8", input: "heard\n" });
  };
  const anew = ["setpriv", "--clear-groups", "sh", "-c", "read word; echo $word; echo gone >&2; exit 3"];

  const reason = noUserNamespaces();

  it.skipIf(reason !== undefined)("fails in a user namespace of an ordinary user", () => {
    expect(inside(...anew)).toMatchObject({ stdout: "", stderr: expect.stringContaining("setgroups") as string });
  });

  it.skipIf(reason !== undefined)("runs there, with our standard streams and its own exit code", () => {
    const started = [process.execPath, groups, ...anew];
    expect(inside(...started)).toMatchObject({ status: 3, stdout: "heard\n", stderr: "gone\n" });
  });

  it("is left alone elsewhere, and one that is not there is named", () => {
    const run = (...argv: readonly string[]) => spawnSync(process.execPath, [groups, ...argv], { encoding: "utf8" });
    expect(run("grep", "^Seccomp:", "/proc/self/status")).toMatchObject({ status: 0, stdout: "Seccomp:\t0\n" });
    expect(run("no-such")).toMatchObject({ status: 127, stderr: "no-such: cannot be started: not found\n" });
  });
});
