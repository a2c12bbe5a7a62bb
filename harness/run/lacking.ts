import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { portMappingCommand } from "../lab/port-mapping.ts";
import type { Topology } from "../topology/topology.ts";
import { type Cast, isOurs, lookUp } from "../story/cast.ts";
import { mappingRouters } from "../lab-world/port-mapping.ts";

/** Why the simulation cannot play a case; undefined = it can. */
export function notSimulable(cast: Cast, topology: Topology): string | undefined {
  if (!isOurs(cast)) return "the simulation runs our programs only";
  return mappingRouters(topology).length > 0 ? "the simulation has no routers that map ports" : undefined;
}

/** What runs in a case, or what the laboratory lacks for it after installing what its routers need. */
export async function availableInLab(cast: Cast, topology: Topology): ReturnType<typeof lookUp> {
  const looked = await lookUp(cast);
  if ("why" in looked || mappingRouters(topology).length === 0) return looked;
  const say = (line: string) => process.stderr.write(`setup: ${line}\n`);
  const why = tryDebianPackages([portMappingCommand], say);
  return why === undefined ? looked : { why };
}
