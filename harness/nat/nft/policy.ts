import type { Translation } from "../../topology/nat/nat.ts";
import {
  changed,
  externalKey,
  filtersPeers,
  inside,
  insideOfReply,
  key,
  leaving,
  mappingKey,
  remote,
  type Protocol,
} from "./keys.ts";
import { allocation, claim, claimChanged } from "./allocation.ts";
import { refusedMark } from "./forwarding.ts";
import type { PortSource } from "./pool.ts";
import { chain, type Line } from "./text.ts";
import { typed, updates } from "./updates.ts";

/** The chains of one protocol that decide who may send in, which port a mapping gets, and what is refreshed. */
export function policy(
  nat: Translation,
  protocol: Protocol,
  sources: readonly PortSource[],
  externals: readonly string[],
  forwards = false,
): readonly Line[] {
  const after = changed(nat);
  return [
    ...chain(`${protocol}_inbound`, inbound(nat, protocol, forwards)),
    ...allocation(nat, protocol, sources, externals),
    ...chain(`${protocol}_claim`, claim(nat, protocol)),
    ...(after === undefined ? [] : afterChange(after, protocol)),
    ...chain(`${protocol}_refresh`, [
      ...(after === undefined ? [] : [`${protocol} sport @${protocol}_changed goto ${protocol}_changed_refresh`]),
      ...refreshOutbound(nat, protocol),
    ]),
    ...(nat.refresh === "outbound"
      ? []
      : chain(`${protocol}_refresh_in`, [
          ...(after === undefined ? [] : arrivedChanged(protocol)),
          ...refreshInbound(nat, protocol),
        ])),
    ...(nat.hairpin === "none" ? [] : chain(`${protocol}_hairpin`, hairpin(nat, protocol))),
  ];
}

/** A port that belongs to a mapping created after the change is refreshed as such. */
const afterChange = (after: Translation, protocol: Protocol): readonly Line[] => [
  ...chain(`${protocol}_claim_changed`, claimChanged(after, protocol)),
  ...chain(`${protocol}_changed_refresh`, refreshOutbound(after, protocol, "changed")),
  ...(after.refresh === "outbound"
    ? []
    : chain(`${protocol}_changed_refresh_in`, refreshInbound(after, protocol, "changed"))),
];

const arrivedChanged = (protocol: Protocol): readonly Line[] =>
  (["reply", "original"] as const).map(
    (direction) =>
      `${typed(protocol)} ct direction ${direction} ct ${direction} proto-dst @${protocol}_changed goto ${protocol}_changed_refresh_in`,
  );

function inbound(nat: Translation, protocol: Protocol, forwards: boolean): readonly Line[] {
  const dialled = externalKey(nat, "ip daddr", `${protocol} dport`);
  const asked = key(...dialled, ...remote(nat.filtering, "ip saddr", `${protocol} sport`));
  return [
    `${asked} @${protocol}_${filtersPeers(nat) ? "peers" : "in"} accept`,
    `counter ${forwards ? `meta mark set ${refusedMark} accept` : "drop"}`,
  ];
}

type Kind = "usual" | "changed";

/** Every outbound packet. `update` of an element that exists moves its expiry and leaves its data alone. */
function refreshOutbound(nat: Translation, protocol: Protocol, of: Kind = "usual"): readonly Line[] {
  const external = leaving(nat, protocol);
  const begun = updates(nat, protocol, "ct direction original ", outboundVerb(nat), of);
  const answer = updates(nat, protocol, "ct direction reply ", outboundVerb(nat), of);
  const peer = (direction: string) => remote(nat.filtering, `ct ${direction} ip daddr`, `ct ${direction} proto-dst`);
  return [
    ...begun.out(mappingKey(nat), external),
    begun.in(external, inside),
    // With a dependent mapping, an answer leaves from the port that was sent to, which is another flow's mapping.
    ...(nat.mapping === "endpoint-independent" ? answer.out(insideOfReply, external) : []),
    answer.in(external, insideOfReply),
    ...begun.peers(external, peer("original")),
    ...answer.peers(external, peer("reply")),
  ];
}

/** `add` leaves the expiry of an element that exists alone, too. */
const outboundVerb = (nat: Translation) => (nat.refresh === "inbound" ? "add" : "update");

/** Inbound packets that were let in: the external endpoint is where conntrack saw them arrive. */
function refreshInbound(nat: Translation, protocol: Protocol, of: Kind = "usual"): readonly Line[] {
  const here = ["ip daddr", `${protocol} dport`] as const;
  const sender = ["ip saddr", `${protocol} sport`] as const;
  return (["reply", "original"] as const).flatMap((direction) => {
    const external = externalKey(nat, `ct ${direction} ip daddr`, `ct ${direction} proto-dst`);
    const put = updates(nat, protocol, `ct direction ${direction} `, "update", of);
    return [
      put.in(external, here),
      ...(nat.mapping === "endpoint-independent" || direction === "reply"
        ? put.out([...here, ...remote(nat.mapping, ...sender)], external)
        : []),
      ...put.peers(external, remote(nat.filtering, ...sender)),
    ];
  });
}

/**
 * RFC 4787 REQ-9a: towards an inside host the sender has its external endpoint, and is filtered as such. If the receiver is
 * to see the inside source nevertheless, it is written back into the header, and every packet passes here, because one
 * that is not translated on its way out does not refresh anything there.
 */
function hairpin(nat: Translation, protocol: Protocol): readonly Line[] {
  const dialled = ["ct original ip daddr", "ct original proto-dst"] as const;
  const external = leaving(nat, protocol);
  const sender = remote(nat.filtering, nat.pooling === undefined ? dialled[0] : "ip saddr", `${protocol} sport`);
  const asked = key(...externalKey(nat, ...dialled), ...sender);
  const internal = nat.hairpin === "internal-source";
  const put = updates(nat, protocol, "", outboundVerb(nat));
  return [
    `jump ${protocol}_map`,
    ...(internal ? [...put.out(mappingKey(nat), external), put.in(external, inside)] : []),
    ...put.peers(external, remote(nat.filtering, ...dialled)),
    ...(filtersPeers(nat) ? [`${typed(protocol)} ${asked} != @${protocol}_peers counter drop`] : []),
    ...(internal ? restore(nat, protocol) : []),
  ];
}

const restore = (nat: Translation, protocol: Protocol): readonly Line[] => [
  ...(nat.pooling === undefined ? [] : [`ip saddr set ${inside[0]}`]),
  `${typed(protocol)} ${protocol} sport set ${inside[1]}`,
];
