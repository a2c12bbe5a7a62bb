import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ClaimNotMet, host, lab, nat, router, type Nat } from "../index.ts";
import { judgeAgain } from "../rejudge/judge-again.ts";
import { twoHomes } from "../../topologies/two-homes.ts";

const homes = (natA: Nat, natB: Nat) => ({
  sn: host({ link: { delay: "5ms" } }),
  homeA: router({ nat: natA, lan: { alice: host() } }),
  homeB: router({ nat: natB, lan: { bob: host() } }),
});

async function started(natA: Nat, natB: Nat, folder?: string) {
  const net = await lab(homes(natA, natB), { world: "sim", ...(folder !== undefined && { folder }) });
  const { sn, alice, bob } = net.nodes;
  await sn.startHelper();
  await Promise.all([alice.startNode(), bob.startNode()]);
  return net;
}

describe("a laboratory in a test", () => {
  it("resolves claims that are met, and has a verdict that can be judged again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "library-"));
    {
      await using net = await started(nat.symmetric, nat.fullCone, folder);
      const { alice, bob } = net.nodes;
      await net.check.path(alice, bob, "direct", { within: "30s" });
      await net.check.latency(alice, bob, "direct");
      expect((await net.verdict()).verdict).toBe("pass");
      expect(await net.verdict()).toBe(await net.verdict());
    }
    expect((await judgeAgain(folder)).cases).toMatchObject([{ name: "test", verdict: "pass", observedPath: "direct" }]);
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('failures="0"');
    rmSync(folder, { recursive: true });
  });

  it("rejects with the reason where a claim is not met, and keeps the evidence", async () => {
    const net = await started(nat.symmetric, nat.symmetric);
    const { alice, bob } = net.nodes;
    const refused = await net.check.path(alice, bob, "direct", { within: "10s" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClaimNotMet);
    expect((refused as ClaimNotMet).message).toMatch(/^expected {3}alice ⇄ bob direct within 10s\nobserved {3}\d+ via sn; .*\nstopped at step 3 of 5 /); // prettier-ignore
    expect((refused as ClaimNotMet).message).toContain(`evidence   ${net.folder}`);
    expect((await net.verdict()).verdict).toBe("fail");
    await net.close();
    expect(existsSync(join(net.folder, "run.json"))).toBe(true);
    rmSync(net.folder, { recursive: true });
  });

  it("leaves nothing behind if nothing was claimed, or everything was met", async () => {
    const silent = await started(nat.fullCone, nat.fullCone);
    await silent.close();
    await silent.close();
    const passed = await started(nat.fullCone, nat.fullCone);
    await passed.check.ping(passed.nodes.alice, passed.nodes.bob, { within: "10s" });
    await passed.verdict();
    await passed.close();
    expect([silent, passed].map(({ folder }) => existsSync(folder))).toEqual([false, false]);
  });

  it("without a claim has no opinion", async () => {
    await using net = await started(nat.fullCone, nat.fullCone);
    expect(await net.verdict()).toMatchObject({ verdict: "inconclusive", why: "nothing was claimed" });
    rmSync(net.folder, { recursive: true });
  });

  it("takes a topology as well, and says what cannot be", async () => {
    const net = await lab(twoHomes({ natA: nat.fullCone, natB: nat.fullCone }), { world: "sim" });
    await expect(net.nodes.alice.run("ls")).rejects.toThrow("the simulation has no commands");
    await net.close();
    const programs = { alice: { command: "pipe: ./peer" } };
    await expect(lab(homes(nat.fullCone, nat.fullCone), { world: "sim", programs })).rejects.toThrow("the simulation runs our programs only"); // prettier-ignore
    const unknown = { nobody: "ours" } as object;
    await expect(lab(homes(nat.fullCone, nat.fullCone), { world: "sim", programs: unknown })).rejects.toThrow(/nobody/);
    await expect(lab({ alice: router({ nat: nat.fullCone, lan: {} }) } as never, { world: "sim" })).rejects.toThrow();
  });
});
