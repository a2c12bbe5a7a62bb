import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { portMappingCommand } from "../lab/port-mapping.ts";
import type { Topology } from "../topology/topology.ts";
import { type Cast, isOurs, whoIsMissing } from "../story/cast.ts";
import { mappingRouters } from "../lab-world/port-mapping.ts";

/** Why the simulation cannot play a case; undefined = it can. */
export function notSimulable(cast: Cast, topology: Topology): string | undefined {
  if (!isOurs(cast)) return "the simulation runs our programs only";
  return mappingRouters(topology).length > 0 ? "the simulation has no routers that map ports" : undefined;
}

/** What the laboratory lacks for a case, after installing what can be installed; undefined = nothing. */
export async function lackingInLab(cast: Cast, topology: Topology): Promise<string | undefined> {
  const missing = await whoIsMissing(cast);
  if (missing !== undefined || mappingRouters(topology).length === 0) return missing;
  return tryDebianPackages([portMappingCommand], (line: string) => process.stderr.write(`setup: ${line}\n`));
}
