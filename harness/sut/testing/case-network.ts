import type { CaseHost, NodeSetup } from "../contract.ts";

/** Hosts of a case that all run one system: sn at 10.77.0.1, then alice and bob. */
export function caseHosts(system: string): { readonly sn: CaseHost; readonly alice: CaseHost; readonly bob: CaseHost } {
  const host = (name: string, number: number): CaseHost => ({
    name,
    system,
    folder: `/case/sut/${name}`,
    secrets: `/case/sut/${name}/secrets`,
    overlay: `10.77.0.${number}/24`,
    publicAddresses: [`198.18.${number}.1`],
  });
  return { sn: host("sn", 1), alice: host("alice", 2), bob: host("bob", 3) };
}

/** What alice is started with, beside a helper on sn. */
export function aliceSetup(system: string): NodeSetup {
  const { sn, alice, bob } = caseHosts(system);
  const helper = { host: sn, address: "198.18.1.1" };
  return { host: alice, network: { hosts: [sn, alice, bob] }, helper, peerToPeer: true };
}
