import { seconds, type Duration } from "../../src/base/instant.ts";
import type { Translation } from "../topology/nat.ts";
import { filtersPeers, key, protocols, remote, type Protocol } from "./nft-keys.ts";
import { timeout, type Line } from "./nft-text.ts";

/** RFC 5382 REQ-5: an established TCP connection is kept for at least 2 hours 4 minutes. */
const spec = { tcpIdle: seconds(7440) };

/**
 * `flow`: how long conntrack remembers a UDP flow. The maps are the truth and conntrack a cache of it, so that expiry,
 * and refresh by outbound packets only, are exact to this time; conntrack's own timer obeys packets of both directions.
 */
const tuned = { flow: seconds(1), bindingsMax: 65_535 };

export const idleOf = (nat: Translation, protocol: Protocol): Duration =>
  protocol === "udp" ? nat.idle : spec.tcpIdle;

/**
 * The state of a NAT:
 * - `udp_out`: inside address . inside port [. remote address [. remote port]] → external port
 * - `udp_in`: external port → inside address . inside port; says also which ports are taken
 * - `udp_peers`: external port . remote address [. remote port]; absent when everybody may come in
 * - `pool`: the external ports in the order they are handed out
 *
 * and the same three for TCP.
 */
export function maps(nat: Translation, pool: readonly number[]): readonly Line[] {
  const flow = timeout(tuned.flow).slice(0, -1);
  return [
    ...protocols.flatMap((protocol) => bindings(nat, protocol)),
    // `typeof numgen … : udp sport` gives both sides the byte order of their use. The short cut
    // `sport set numgen inc mod n offset first` is compiled by nft 1.0.6 into a write of port 0.
    `  map pool { typeof numgen inc mod 2 : udp sport; elements = { ${pool.map((port, i) => `${i} : ${port}`).join(", ")} }; }`,
    `  ct timeout flow_udp { protocol udp; l3proto ip; policy = { unreplied : ${flow}, replied : ${flow} } ; }`,
  ];
}

function bindings(nat: Translation, protocol: Protocol): readonly Line[] {
  const dynamic = `flags dynamic,timeout; size ${tuned.bindingsMax};`;
  const inside = ["ipv4_addr", "inet_service"];
  const outKey = key(...inside, ...remote(nat.mapping, "ipv4_addr", "inet_service"));
  const peerKey = key("inet_service", ...remote(nat.filtering, "ipv4_addr", "inet_service"));
  return [
    `  map ${protocol}_out { type ${outKey} : inet_service; ${dynamic} }`,
    `  map ${protocol}_in { type inet_service : ${key(...inside)}; ${dynamic} }`,
    ...(filtersPeers(nat) ? [`  set ${protocol}_peers { type ${peerKey}; ${dynamic} }`] : []),
  ];
}
