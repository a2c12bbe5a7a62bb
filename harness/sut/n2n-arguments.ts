import type { Command, EdgeSetup, SupernodeSetup } from "./contract.ts";

/** n2n's numbers (fact sheet §6, §12.1). */
const transforms = { null: 1, twofish: 2, aes: 3, chacha20: 4, speck: 5 } as const;
const compressions = { lzo: 1, zstd: 2 } as const;

/** The command line that every n2n edge understands, after the program's name. Secrets are not in it. */
export function edgeArguments(setup: EdgeSetup): readonly string[] {
  const { device, community, address, supernode, transform, compression, user } = setup;
  return [
    ...["-f", "-v", "-d", device, "-c", community, "-l", supernode, `-A${transforms[transform]}`],
    ...(address === undefined ? [] : ["-a", address]),
    ...(setup.port === undefined ? [] : ["-p", String(setup.port)]),
    ...(setup.tcp ? ["-S2"] : setup.peerToPeer ? [] : ["-S1"]),
    ...(setup.headerEncryption ? ["-H"] : []),
    ...(compression === undefined ? [] : [`-z${compressions[compression]}`]),
    ...(user === undefined ? [] : ["-I", user.name]),
  ];
}

export function edgeSecrets({ key, transform, user }: EdgeSetup): Command["env"] {
  return {
    ...(key !== undefined && transform !== "null" && { N2N_KEY: key }),
    ...(user !== undefined && { N2N_PASSWORD: user.password }),
  };
}

export function supernodeArguments({ port, communities, federation }: SupernodeSetup): readonly string[] {
  return [
    ...["-f", "-v", "-p", String(port)],
    ...(communities === undefined ? [] : ["-c", communities]),
    ...(federation === undefined ? [] : ["-F", federation.name, ...federation.members.flatMap((one) => ["-l", one])]),
  ];
}
