import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { portMappingArguments, portMappingConfig, readyPort } from "../../lab/port-mapping.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { ipv4AddressOf } from "../../topology/plan/plan-addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { untilReady } from "../programs/ready.ts";

/** Tunable, in milliseconds. */
const tuned = { patience: 10_000 };

/** Routers that map ports when asked, and how they can be asked. */
export const mappingRouters = (topology: Topology) =>
  [...walk(topology)].flatMap(({ name, node }) =>
    node.kind === "router" && node.portMapping !== undefined ? [{ name, protocols: node.portMapping }] : [],
  );

/** Starts the program that maps ports in every router that has one; it ends with the laboratory. `folder`: for its log. */
export async function startPortMapping(lab: Lab, topology: Topology, plan: AddressPlan, folder: string): Promise<void> {
  await Promise.all(
    mappingRouters(topology).map(async ({ name, protocols }) => {
      const file = (ending: string) => resolve(join(folder, `${name}-port-mapping.${ending}`));
      await writeFile(file("conf"), portMappingConfig(protocols, ipv4AddressOf(plan, name, "lan")!));
      await lab.spawn(name, portMappingArguments(file("conf"), file("pid")), { logFile: file("log") });
      const gaveUp = (awaited: string) => new LabError(`${name} does not map ports: ${awaited} did not appear`);
      const place = { lab, node: name, patience: tuned.patience, stillRuns: () => undefined, gaveUp };
      await untilReady(place, { udp: readyPort(protocols) });
    }),
  );
}
