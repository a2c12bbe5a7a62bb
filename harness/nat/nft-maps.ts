import { seconds, type Duration } from "../../src/base/instant.ts";
import type { Translation } from "../topology/nat.ts";
import { flowFromOutside, shortly } from "./flow-life.ts";
import { addressKey, externalKey, filtersPeers, key, protocols, remote, type Protocol } from "./nft-keys.ts";
import type { PortSource } from "./nft-pool.ts";
import { flowTimeout, type Line } from "./nft-text.ts";

/** RFC 5382 REQ-5: an established TCP connection is kept for at least 2 hours 4 minutes. */
const spec = { tcpIdle: seconds(7440) };

const tuned = { bindingsMax: 65_535 };

export const idleOf = (nat: Translation, protocol: Protocol): Duration =>
  protocol === "udp" ? nat.idle : spec.tcpIdle;

/**
 * The state of a NAT:
 * - `udp_out`: inside address . inside port [. remote address [. remote port]] → external port
 * - `udp_in`: external port → inside address . inside port; says also which ports are taken
 * - `udp_peers`: external port . remote address [. remote port]; absent when everybody may come in
 * - `pool`: the external ports in the order they are handed out, those of one source after those of another
 *
 * and the same three for TCP. A NAT with several external addresses names them before the external port, and has
 * - `udp_at`: inside address, or the key of `udp_out` → external address
 * - `addresses`: the external addresses in the order they are handed out
 */
export function maps(nat: Translation, sources: readonly PortSource[], externals: readonly string[]): readonly Line[] {
  const pool = sources.flatMap(({ ports }) => ports);
  return [
    ...protocols.flatMap((protocol) => bindings(nat, protocol)),
    // `typeof numgen … : udp sport` gives both sides the byte order of their use. The short cut
    // `sport set numgen inc mod n offset first` is compiled by nft 1.0.6 into a write of port 0.
    handedOut("pool", "udp sport", pool),
    ...(nat.pooling === undefined ? [] : [handedOut("addresses", "ip saddr", externals)]),
    flowTimeout("flow_udp", shortly),
    flowTimeout("flow_udp_in", flowFromOutside(nat)),
  ];
}

const handedOut = (name: string, type: string, all: readonly (string | number)[]): Line =>
  `  map ${name} { typeof numgen inc mod 2 : ${type}; elements = { ${all.map((it, i) => `${i} : ${it}`).join(", ")} }; }`;

function bindings(nat: Translation, protocol: Protocol): readonly Line[] {
  const dynamic = `flags dynamic,timeout; size ${tuned.bindingsMax};`;
  const atMost = `flags dynamic,timeout; size ${nat.limit ?? tuned.bindingsMax};`;
  const inside = ["ipv4_addr", "inet_service"];
  const outside = externalKey(nat, "ipv4_addr", "inet_service");
  const outKey = [...inside, ...remote(nat.mapping, "ipv4_addr", "inet_service")];
  const peerKey = key(...outside, ...remote(nat.filtering, "ipv4_addr", "inet_service"));
  const atKey = key(...addressKey(nat, outKey));
  return [
    `  map ${protocol}_out { type ${key(...outKey)} : inet_service; ${dynamic} }`,
    `  map ${protocol}_in { type ${key(...outside)} : ${key(...inside)}; ${atMost} }`,
    ...(filtersPeers(nat) ? [`  set ${protocol}_peers { type ${peerKey}; ${dynamic} }`] : []),
    ...(nat.pooling === undefined ? [] : [`  map ${protocol}_at { type ${atKey} : ipv4_addr; ${dynamic} }`]),
  ];
}
