import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { sameLan } from "../../topologies/same-lan.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat } from "../topology/nat/nat.ts";
import { planAddresses } from "../topology/plan/plan-addresses.ts";
import { NetworkState } from "../topology/network-state.ts";
import { Lab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { probePlace } from "./probe-place.ts";
import { bundledAgent } from "./testing/agent.ts";
import { buildLab } from "./testing/lab.ts";

const homes = twoHomes({ natA: nat.symmetric, natB: nat.fullCone });
const supernode = "198.18.1.1";
const folder = mkdtempSync(join(tmpdir(), "natlab-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reaches = async (lab: Lab, from: string, to: string) =>
  (await lab.exec(from, ["ping", "-c", "1", "-W", "1", to])).code === 0;

describe("the channel to a laboratory", () => {
  // Wires have a thread, and in a process with threads standard output does not block.
  it("returns long outputs whole to a busy runner", async () => {
    await using lab = await buildLab(twoHomes({ natA: nat.none, natB: nat.none, linkA: { delay: "1ms" } }));
    const long = Promise.all(
      [1, 2, 3].map((value) => lab.exec("alice", ["sh", "-c", `yes ${value} | head -c 300000; echo end`])),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Meanwhile the pipe is not read.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    expect((await long).map(({ stdout }) => stdout.length)).toEqual([300_004, 300_004, 300_004]);
  }, 10_000);
});

describe("two homes", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await buildLab(homes);
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it("reaches outwards through the NAT and not inwards", async () => {
    expect(await reaches(lab, "alice", supernode)).toBe(true);
    expect(await reaches(lab, "bob", supernode)).toBe(true);
    expect(await reaches(lab, "sn", "192.168.1.101")).toBe(false);
  });

  it("proves its NATs, both at once", async () => {
    const state = new NetworkState(homes, 1);
    const proofs = await Promise.all(["homeA", "homeB"].map((name, i) => lab.measureNat(probePlace(state, name, i))));
    expect(compareNat(nat.symmetric, proofs[0]!), proofs[0]!.observations.join("\n")).toEqual([]);
    expect(compareNat(nat.fullCone, proofs[1]!), proofs[1]!.observations.join("\n")).toEqual([]);
    expect(compareNat(nat.portRestricted, proofs[1]!)).not.toEqual([]);
  });

  it("gives a program its input and returns its output", async () => {
    const done = await lab.exec("alice", ["sh", "-c", "cat; echo wrong >&2; exit 3"], "to be read");
    expect(done).toEqual({ code: 3, stdout: "to be read", stderr: "wrong\n" });
  });

  it("says which program it cannot start", async () => {
    const wrong = lab.exec("alice", ["no-such-program", "-x"]);
    await expect(wrong).rejects.toThrow(LabError);
    await expect(wrong).rejects.toThrow("no-such-program -x");
    await expect(lab.exec("carol", ["true"])).rejects.toThrow("no node carol; choose from internet, sn, homeA");
  });

  it("starts a program, logs its output, and stops it", async () => {
    const logFile = join(folder, "alice.log");
    const script = 'echo "$WORD"; echo err >&2; trap "exit 5" TERM; echo ready; while :; do sleep 0.05; done';
    const program = await lab.spawn("alice", ["sh", "-c", script], { env: { WORD: "hello" }, logFile });
    await expect.poll(() => readFileSync(logFile, "utf8")).toBe("hello\nerr\nready\n");
    await program.kill("SIGTERM");
    expect(await program.exited).toBe(5);
    const killed = await lab.spawn("alice", ["sleep", "60"], { logFile });
    await killed.kill("SIGKILL");
    expect(await killed.exited).toBe(137);
  });

  it("knows the exit code of a program that ended at once", async () => {
    const programs = Array.from({ length: 10 }, () => lab.spawn("bob", ["true"], { logFile: "/dev/null" }));
    const codes = await Promise.all(programs.map(async (program) => (await program).exited));
    expect(new Set(codes)).toEqual(new Set([0]));
  });

  it("leaves no zombie of a parent that did not wait", async () => {
    await lab.exec("alice", ["sh", "-c", "(sleep 0.05 &) ; exit 0"]);
    const zombies = async () =>
      (await lab.exec("alice", ["sh", "-c", "cat /proc/[0-9]*/stat | grep -c ') Z '"])).stdout;
    const sleeping = async () =>
      (await lab.exec("alice", ["sh", "-c", "cat /proc/[0-9]*/comm | grep -c sleep"])).stdout;
    await expect.poll(sleeping).toBe("0\n");
    await expect.poll(zombies).toBe("0\n");
  });

  it("cuts a node off silently, and restores it", async () => {
    await lab.cutOff("sn");
    expect(await reaches(lab, "alice", supernode)).toBe(false);
    const sendOne =
      "require('dgram').createSocket('udp4').send('x', 9, '198.18.2.1', (error) => process.exit(error ? 1 : 0))";
    expect((await lab.exec("sn", [process.execPath, "-e", sendOne])).code).toBe(0);
    expect(await reaches(lab, "alice", "198.18.3.1")).toBe(true);
    await lab.restore("sn");
    expect(await reaches(lab, "alice", supernode)).toBe(true);
    await lab.restore("sn");
  });

  it("keeps IPv6 off the underlay", async () => {
    const { stdout } = await lab.exec("alice", ["ip", "-6", "addr", "show", "dev", "eth0"]);
    expect(stdout).toBe("");
  });
});

describe("other shapes", () => {
  let lab: Lab | undefined;
  afterEach(() => lab?.[Symbol.asyncDispose]());

  it("joins the hosts of one LAN without the router", async () => {
    lab = await buildLab(sameLan());
    expect(await reaches(lab, "alice", "192.168.1.102")).toBe(true);
    expect(await reaches(lab, "bob", supernode)).toBe(true);
    const { stdout } = await lab.exec("alice", ["ping", "-c", "1", "192.168.1.102"]);
    expect(stdout).toContain("ttl=64");
  });

  it("nests NATs, routes public LANs, and gives a host two addresses", async () => {
    const home = router({ nat: nat.symmetric, lan: { alice: host() } });
    lab = await buildLab(
      topology("shapes", {
        sn: host({ addresses: 2 }),
        isp: router({ nat: nat.fullCone, lan: { home } }),
        campus: router({ nat: nat.none, lan: { carol: host(), dave: host() } }),
      }),
    );
    expect(await reaches(lab, "alice", "198.18.1.2")).toBe(true);
    expect(await reaches(lab, "sn", "198.19.3.101")).toBe(true);
    expect(await reaches(lab, "alice", "198.19.3.102")).toBe(true);
  });

  it("names the router, the command and the reason when a ruleset is refused", async () => {
    const rulesets = { homeB: "table ip nat { nonsense }" };
    const built = Lab.build({
      topology: homes,
      addresses: planAddresses(homes),
      rulesets,
      seed: 1,
      agent: await bundledAgent(),
    });
    await expect(built).rejects.toThrow(
      /nft refused the ruleset of homeB\n {2}command: nft -f -\n {2}output: .*syntax/,
    );
  });
});

describe("a laboratory that has ended", () => {
  it("ends its programs, and refuses everything else", async () => {
    const lab = await buildLab(homes);
    const program = await lab.spawn("alice", ["sleep", "60"], { logFile: "/dev/null" });
    const pending = lab.exec("alice", ["sleep", "60"]);
    const refused = expect(pending).rejects.toThrow("the laboratory has ended");
    const waited = expect(lab.pass(seconds(3600))).rejects.toThrow("the laboratory has ended");
    process.kill(lab.pid!, "SIGKILL");
    expect(await program.exited).toBe(137);
    await Promise.all([refused, waited]);
    await expect(lab.exec("alice", ["true"])).rejects.toThrow(LabError);
    await lab[Symbol.asyncDispose]();
  });
});

describe("several laboratories at once", () => {
  it("do not see each other", async () => {
    const labs = await Promise.all([1, 2, 3].map((seed) => buildLab(homes, seed)));
    try {
      await labs[0]!.cutOff("sn");
      expect(await Promise.all(labs.map((lab) => reaches(lab, "alice", supernode)))).toEqual([false, true, true]);
    } finally {
      await Promise.all(labs.map((lab) => lab[Symbol.asyncDispose]()));
    }
  });
});
