import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { mapsPorts, portMappingCommand } from "../lab/port-mapping.ts";
import { hasNat64, nat64Command } from "../lab/nat64.ts";
import type { Topology } from "../topology/topology.ts";
import { type Cast, isOurs, lookUp } from "../story/cast.ts";

/** Why the simulation cannot play a case; undefined = it can. */
export function notSimulable(cast: Cast, topology: Topology): string | undefined {
  if (!isOurs(cast)) return "the simulation runs our programs only";
  if (hasNat64(topology)) return "the simulation has no NAT64";
  return mapsPorts(topology) ? "the simulation has no routers that map ports" : undefined;
}

/** What runs in a case, or what the laboratory lacks for it after installing what its routers need. */
export async function availableInLab(cast: Cast, topology: Topology): ReturnType<typeof lookUp> {
  const looked = await lookUp(cast);
  const commands = routerCommands(topology);
  if ("why" in looked || commands.length === 0) return looked;
  const say = (line: string) => process.stderr.write(`setup: ${line}\n`);
  const why = tryDebianPackages(commands, say);
  return why === undefined ? looked : { why };
}

/** What routers need that a bare Debian lacks. */
export const routerCommands = (topology: Topology): readonly string[] => [
  ...(mapsPorts(topology) ? [portMappingCommand] : []),
  ...(hasNat64(topology) ? [nat64Command] : []),
];
