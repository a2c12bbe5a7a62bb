import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { NodeView } from "../inspect.ts";
import { identityOf } from "../keeper/process-identity.ts";
import { compiled } from "../../../ci/testing/compiled.ts";

const top = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "hand-verbs-"));
const labs = join(folder, "labs");
const words = [await compiled("harness/hand/cli.ts")];
const environment = { ...process.env, NATLAB_LABS: labs, INIT_CWD: folder, TMPDIR: folder };

function started(args: readonly string[]) {
  const child = spawn(process.execPath, [...words, ...args], { cwd: top, env: environment });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  const result = ended.then(([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }));
  return { child, result };
}

function lab(args: readonly string[], input = "") {
  const { child, result } = started(args);
  child.stdin.end(input);
  return result;
}

const done = (stdout: unknown = expect.any(String)) => ({ code: 0, stdout, stderr: "" });

/** What a laboratory or its keeper may leave. */
const left = () => [...(existsSync(labs) ? readdirSync(labs) : []), ...readdirSync(folder).filter((name) => name.startsWith("n2n-natlab-"))]; // prettier-ignore

interface Listed {
  readonly name: string;
  readonly state: string;
  readonly why?: string;
  readonly keeper: number;
}

const listed = async (): Promise<readonly Listed[]> => JSON.parse((await lab(["ps", "--json"])).stdout) as Listed[];

describe("laboratories that stay up", () => {
  afterEach(async () => void (await lab(["down", "--all"])));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    "stand side by side under names, and end one by one, even if a keeper is killed",
    { timeout: 300_000 },
    async () => {
      const [one, two] = await Promise.all([
        lab(["up", "two-homes", "--nat", "symmetric,home", "--name", "one"]),
        lab(["up", "two-homes", "--name", "two"]),
      ]);
      expect([one, two]).toMatchObject([done(), done()]);
      expect(one.stdout).toMatch(/homeA +router .* symmetric /);
      expect(await lab(["up", "flat", "--name", "one"])).toMatchObject({ code: 64, stderr: expect.stringMatching(/one is up already/) as string }); // prettier-ignore
      expect((await listed()).map(({ name, state }) => [name, state])).toEqual([
        ["one", "up"],
        ["two", "up"],
      ]);
      expect(await lab(["exec", "alice", "true"])).toMatchObject({ code: 64, stderr: expect.stringMatching(/--name one or --name two/) as string }); // prettier-ignore

      // The caller's folder and input, and the program's exit code.
      const [worked, failed] = await Promise.all([
        lab(["exec", "-n", "one", "alice", "--", "sh", "-c", "cat /proc/sys/kernel/hostname; pwd; cat"], "input"),
        lab(["exec", "-n", "two", "bob", "--", "sh", "-c", "exit 7"]),
      ]);
      expect(worked).toEqual(done(`alice\n${folder}\ninput`));
      expect(failed).toEqual({ code: 7, stdout: "", stderr: "" });

      expect(await lab(["down", "one"])).toMatchObject(done("one is down\n"));
      expect(await lab(["exec", "alice", "--", "ping", "-c", "1", "-W", "5", "198.18.1.1"])).toMatchObject(done());

      const [{ keeper } = { keeper: 0 }] = await listed();
      process.kill(keeper, "SIGKILL");
      await expect.poll(async () => (await listed()).map(({ state }) => state)).toEqual(["gone"]);
      expect(await lab(["exec", "alice", "true"])).toMatchObject({ code: 69, stderr: expect.stringMatching(/was killed; remove what is left/) as string }); // prettier-ignore
      expect(await lab(["down"])).toMatchObject(done(expect.stringMatching(/^two was gone/)));
      expect(left()).toEqual([]);
    },
  );

  it("do what a file of verbs says, until one fails", { timeout: 300_000 }, async () => {
    const steps = [
      "up two-homes --nat symmetric,port-restricted --name steps",
      "start sn supernode",
      "start alice edge   # as scenarios start it",
      "start bob edge",
      "exec alice -- ping -c 3 -W 5 -q 10.77.0.3",
      "link homeA loss=5%",
      "nat homeB --set full-cone",
      "measure",
      "inspect --json",
      "stop bob",
      "exec bob -- false",
      "down",
    ];
    writeFileSync(join(folder, "steps"), steps.join("\n"));
    const { code, stdout, stderr } = await lab(["do", "steps"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "natlab: steps:11: exit code 1; the lines after it were not performed\n" }); // prettier-ignore
    expect(stdout).toContain("alice: edge of ours runs at 10.77.0.2\n");
    expect(stdout).toMatch(/3 packets transmitted, [123] received/);
    expect(stdout).toContain("homeA: change the link to 10 ms loss 5 %\n");
    expect(stdout).toMatch(/homeB: full-cone.*, as measured/);
    const { nodes } = JSON.parse(/^\{\n.*^\}$/ms.exec(stdout)![0]) as { readonly nodes: readonly NodeView[] };
    expect(nodes.find(({ name }) => name === "homeA")).toMatchObject({ link: "10 ms loss 5 %", nat: "symmetric" });
    expect(nodes.find(({ name }) => name === "bob")).toMatchObject({ overlay: "10.77.0.3", programs: [{ program: "edge" }] }); // prettier-ignore

    const [table, journal] = await Promise.all([lab(["nat", "homeA", "--json"]), lab(["log"])]);
    expect(JSON.parse(table.stdout)).toContainEqual(
      expect.objectContaining({ protocol: "udp", towards: "198.18.1.1:7654", outside: expect.stringMatching(/^198\.18\.2\.1:/) as string }), // prettier-ignore
    );
    expect(journal.stdout).toMatch(/Z homeB: become full-cone\n.*, as measured.*Z bob: stopped\n$/s);
  });

  it("have all that belongs to a case, and show packets as they come", { timeout: 300_000 }, async () => {
    expect(await lab(["up", "symmetric-vs-cone/port-restricted"])).toMatchObject(done());
    const file = join(folder, "alice.pcap");
    const { child, result } = started(["capture", "alice", "--to", "alice.pcap", "--", "udp"]);
    const header = 24;
    const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    await expect.poll(size, { timeout: 120_000 }).toBeGreaterThanOrEqual(header);
    expect(await lab(["exec", "alice", "ping", "-c", "2", "-W", "5", "10.77.0.3"])).toMatchObject(done());
    await expect.poll(size, { timeout: 120_000 }).toBeGreaterThan(header);
    child.kill("SIGINT");
    expect(await result).toMatchObject({ code: 0, stderr: expect.stringMatching(/[1-9]\d* packets? captured/) as string }); // prettier-ignore
    expect((await lab(["log"])).stdout).toMatch(/sn: start helper\n.*alice: start node\n/s);
    expect((await lab(["log", "sn"])).stdout).toContain("edge registered");
    expect(await lab(["down"])).toMatchObject(done("symmetric-vs-cone-port-restricted is down\n"));
    expect(left()).toEqual([]);
  });

  it.each(["SIGINT", "SIGKILL"] as const)(
    "leave nothing if %s comes while one is built",
    { timeout: 200_000 },
    async (signal) => {
      const { child, result } = started(["up", "three-floors", "--name", "early"]);
      while (!existsSync(join(labs, "early/lab.json"))) await sleep(5);
      const { keeper } = JSON.parse(readFileSync(join(labs, "early/lab.json"), "utf8")) as { readonly keeper: { readonly pid: number } }; // prettier-ignore
      child.kill(signal);
      const { code, stderr } = await result;
      if (signal === "SIGINT") expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/interrupted by SIGINT/) as string }); // prettier-ignore
      await expect.poll(left, { timeout: 90_000 }).toEqual([]);
      // Where the first process waits for no children, as in many containers, what has ended stays in the list.
      await expect.poll(() => identityOf(keeper.pid), { timeout: 90_000 }).toBeUndefined();
    },
  );
});
