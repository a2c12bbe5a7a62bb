import { seconds, type Duration } from "../../../src/base/instant.ts";
import type { Translation } from "../../topology/nat/nat.ts";
import { flowFromOutside, shortly } from "../model/flow-life.ts";
import { addressKey, changed, externalKey, filtersPeers, key, protocols, remote, type Protocol } from "./keys.ts";
import { flowTimeout, type Line } from "./text.ts";

/** RFC 5382 REQ-5: an established TCP connection is kept for at least 2 hours 4 minutes. */
const spec = { tcpIdle: seconds(7440) };

const tuned = { bindingsMax: 65_535 };

/** How long a binding lives unrefreshed. */
export const idleOf = (nat: Translation, protocol: Protocol): Duration =>
  protocol === "udp" ? nat.idle : spec.tcpIdle;

/**
 * The state of a NAT:
 * - `udp_out`: inside address . inside port [. remote address [. remote port]] → external port
 * - `udp_in`: external port → inside address . inside port; also shows which ports are taken
 * - `udp_peers`: external port . remote address [. remote port]; absent if everyone may send in
 *
 * and the same three for TCP. One that changes its mapping (RFC 4787 REQ-11) also has
 * - `udp_changed_out`: the same as `udp_out`, of mappings made after the change
 * - `udp_changed`: their external ports
 * and if load makes it change, the size of `udp_out` is the number of mappings before it does. A NAT with several external
 * addresses has them before the external port in all keys, and also has
 * - `udp_at`: inside address, or the key of `udp_out` → external address
 */
export function maps(nat: Translation): readonly Line[] {
  return [
    ...protocols.flatMap((protocol) => bindings(nat, protocol)),
    flowTimeout("flow_udp", shortly),
    flowTimeout("flow_udp_in", flowFromOutside(nat)),
  ];
}

function bindings(nat: Translation, protocol: Protocol): readonly Line[] {
  const dynamic = `flags dynamic,timeout; size ${tuned.bindingsMax};`;
  const atMost = `flags dynamic,timeout; size ${nat.limit ?? tuned.bindingsMax};`;
  const outMost = nat.change?.on === "load" ? `flags dynamic,timeout; size ${nat.change.mappings};` : dynamic;
  const inside = ["ipv4_addr", "inet_service"];
  const after = changed(nat);
  const outside = externalKey(nat, "ipv4_addr", "inet_service");
  const outKey = [...inside, ...remote(nat.mapping, "ipv4_addr", "inet_service")];
  const peerKey = key(...outside, ...remote(nat.filtering, "ipv4_addr", "inet_service"));
  const atKey = key(...addressKey(nat, outKey));
  return [
    `  map ${protocol}_out { type ${key(...outKey)} : inet_service; ${outMost} }`,
    `  map ${protocol}_in { type ${key(...outside)} : ${key(...inside)}; ${atMost} }`,
    ...(filtersPeers(nat) ? [`  set ${protocol}_peers { type ${peerKey}; ${dynamic} }`] : []),
    ...(after === undefined
      ? []
      : [
          `  map ${protocol}_changed_out { type ${key(...inside, ...remote(after.mapping, "ipv4_addr", "inet_service"))} : inet_service; ${dynamic} }`,
          `  set ${protocol}_changed { type inet_service; ${dynamic} }`,
        ]),
    ...(nat.pooling === undefined ? [] : [`  map ${protocol}_at { type ${atKey} : ipv4_addr; ${dynamic} }`]),
  ];
}
