import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nat64Home } from "../../../topologies/nat64-home.ts";
import { tryDebianPackages } from "../../../ci/bootstrap/debian-packages.mjs";
import { nat64Command } from "../../lab/nat64.ts";
import { Lab } from "../../lab/lab.ts";
import { bundledAgent } from "../../lab/testing/agent.ts";
import { compareNat } from "../../nat/proof/proof.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { nat } from "../../topology/nat/nat.ts";
import { presets } from "../../topology/nat/presets.ts";
import { startNames } from "./names.ts";
import { startNat64 } from "./nat64.ts";
import { proveLabNats } from "../proof.ts";
import { rulesetsOf } from "../rulesets.ts";

const lacking = tryDebianPackages([nat64Command], () => undefined);

describe.skipIf(lacking !== undefined)(`NAT64${lacking === undefined ? "" : ` (${lacking})`}`, () => {
  it.each([
    ["full cone", nat.fullCone],
    ["address-restricted", nat.addressRestricted],
    ["port-restricted", nat.portRestricted],
    ["symmetric", nat.symmetric],
    ["a home's NAT, which hairpins", presets.home.nat],
  ])("is measured as %s", async (_, natA) => {
    const folder = mkdtempSync(join(tmpdir(), "nat64-"));
    const net = nat64Home({ natA, natB: nat.portRestricted });
    const state = new NetworkState(net, 1);
    const rulesets = rulesetsOf(state);
    await using lab = await Lab.build({
      topology: net,
      addresses: state.addresses,
      rulesets,
      seed: 1,
      agent: await bundledAgent(),
    });
    await startNat64(lab, folder);
    await startNames(lab, state);
    const { stdout } = await lab.exec("alice", ["getent", "ahosts", "sn.test"]);
    expect(stdout).toMatch(/^2001:db8:64::c612:101 /m);
    expect((await lab.exec("alice", ["ping", "-n", "-c", "1", "-w", "2", "2001:db8:64::c612:101"])).code).toBe(0);
    expect((await lab.exec("alice", ["ip", "-4", "route"])).stdout).toBe("");
    for (const { router, declared, measured, family } of await proveLabNats(lab, state, 3))
      expect(compareNat(declared, measured), `${router} ${family ?? ""}\n${measured.observations.join("\n")}`).toEqual(
        [],
      );
    rmSync(folder, { recursive: true });
  });
});
