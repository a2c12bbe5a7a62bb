import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { CaseNetwork, Command, HelperSetup, NodeSetup } from "../contract.ts";
import { usual } from "./options.ts";

/** n2n's own (n2n-v3 §6, §12.1). */
const transforms = { null: 1, twofish: 2, aes: 3, chacha20: 4, speck: 5 } as const;
const compressions = { lzo: 1, zstd: 2 } as const;
export const supernodePort = 7654;
export const device = "n2n0";

/** The command line that every n2n edge understands, after the program's name. Secrets are not in it. */
export function edgeArguments({ address, helper, port, peerToPeer, n2n = {} }: NodeSetup): readonly string[] {
  const { community = usual.community, transform = usual.transform, compression, user } = n2n;
  if (helper === undefined) throw new ConfigError("an n2n edge needs a supernode: call startHelper() first");
  const supernode = endpointKey({ address: helper.address, port: helper.port ?? supernodePort });
  return [
    ...["-f", "-v", "-d", device, "-c", community, "-l", supernode, `-A${transforms[transform]}`],
    ...(address === undefined ? [] : ["-a", address]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(n2n.tcp ? ["-S2"] : peerToPeer ? [] : ["-S1"]),
    ...(n2n.pathMtuDiscovery ? ["-D"] : []),
    ...(n2n.portGuess === undefined ? [] : [`-L${n2n.portGuess}`]),
    ...(n2n.headerEncryption ? ["-H"] : []),
    ...(compression === undefined ? [] : [`-z${compressions[compression]}`]),
    ...(user === undefined ? [] : ["-I", user.name]),
  ];
}

export function edgeSecrets({ n2n = {} }: NodeSetup): NonNullable<Command["env"]> {
  const { key = usual.key, transform = usual.transform, user } = n2n;
  return {
    ...(transform !== "null" && { N2N_KEY: key }),
    ...(user !== undefined && { N2N_PASSWORD: user.password }),
  };
}

/** The same for every supernode. Writes its community list into the host's folder. */
export async function supernodeArguments({ host, network, n2n = {} }: HelperSetup): Promise<readonly string[]> {
  const { communities, federation } = n2n;
  const list = join(host.folder, "communities.list");
  if (communities !== undefined) await writeFile(list, communities);
  const members = federation?.with.map((name) =>
    endpointKey({ address: hostAddress(network, name), port: supernodePort }),
  );
  return [
    ...["-f", "-v", "-p", String(supernodePort)],
    ...(communities === undefined ? [] : ["-c", list]),
    ...(federation === undefined ? [] : ["-F", federation.name, ...members!.flatMap((one) => ["-l", one])]),
  ];
}

export function hostAddress({ hosts }: CaseNetwork, name: string): string {
  const address = hosts.find((host) => host.name === name)?.publicAddresses.find((one) => !isIpv6(one));
  if (address === undefined) throw new ConfigError(`federation: no host ${name} with an IPv4 address`);
  return address;
}
