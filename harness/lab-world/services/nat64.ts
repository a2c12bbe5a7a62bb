import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { milliseconds } from "../../../src/base/instant.ts";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { nat64Command, nat64Config, nat64Device, nat64Routes } from "../../lab/nat64.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { RouterNode, Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";

/** Tunable, in milliseconds. */
const tuned = { look: milliseconds(20), looks: 250 } as const;

export const nat64Routers = (topology: Topology): readonly { readonly name: string; readonly router: RouterNode }[] =>
  [...walk(topology)].flatMap(({ name, node }) =>
    node.kind === "router" && node.nat64 === true ? [{ name, router: node }] : [],
  );

/** Starts NAT64 in every router that has it; resolves when it translates. `folder`: for its configuration and log. */
export async function startNat64(lab: Lab, topology: Topology, plan: AddressPlan, folder: string): Promise<void> {
  await Promise.all(
    nat64Routers(topology).map(async ({ name, router }) => {
      const file = (ending: string) => resolve(join(folder, `${name}-nat64.${ending}`));
      await writeFile(file("conf"), nat64Config(router, plan));
      const make = [nat64Command, "--mktun", "--config", file("conf")];
      const { code, stdout, stderr } = await lab.exec(name, make);
      if (code !== 0)
        throw new LabError(`${name} has no NAT64`, { command: make.join(" "), output: `${stdout}${stderr}` });
      await lab.ip(name, nat64Routes(router, plan));
      await lab.spawn(name, [nat64Command, "--nodetach", "--config", file("conf")], { logFile: file("log") });
      await untilOpen(lab, name);
    }),
  );
}

/** The device has a carrier while a program has it open. */
async function untilOpen(lab: Lab, router: string): Promise<void> {
  for (let look = 0; look < tuned.looks; look++) {
    const { stdout } = await lab.exec(router, ["ip", "-o", "link", "show", nat64Device]);
    if (stdout.includes("LOWER_UP")) return;
    await lab.pass(tuned.look);
  }
  throw new LabError(
    `${router} has no NAT64: ${nat64Command} did not open ${nat64Device}; its log is beside its configuration`,
  );
}
