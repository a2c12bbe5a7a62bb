import type { Translation } from "../topology/nat.ts";
import { filtersPeers, inside, insideOfReply, key, mappingKey, remote, type Protocol } from "./nft-keys.ts";
import { idleOf } from "./nft-maps.ts";
import { chain, timeout, type Line } from "./nft-text.ts";

/** `tries`: ports taken from the pool before a new mapping is refused for want of a free one. */
const tuned = { tries: 8 };

/** The chains of one protocol that decide: who comes in, who gets which port, what stays alive. */
export function policy(nat: Translation, protocol: Protocol, poolSize: number): readonly Line[] {
  return [
    ...chain(`${protocol}_inbound`, inbound(nat, protocol)),
    ...chain(`${protocol}_map`, map(nat, protocol)),
    ...chain(`${protocol}_next`, [`${protocol} sport set numgen inc mod ${poolSize} map @pool`]),
    ...chain(`${protocol}_claim`, claim(nat, protocol)),
    ...chain(`${protocol}_refresh`, refreshOutbound(nat, protocol)),
    ...(nat.refresh === "both" ? chain(`${protocol}_refresh_in`, refreshInbound(nat, protocol)) : []),
    ...(nat.hairpin === "none" ? [] : chain(`${protocol}_hairpin`, hairpin(nat, protocol))),
  ];
}

function inbound(nat: Translation, protocol: Protocol): readonly Line[] {
  const asked = key(`${protocol} dport`, ...remote(nat.filtering, "ip saddr", `${protocol} sport`));
  return [`${asked} @${protocol}_${filtersPeers(nat) ? "peers" : "in"} accept`, "counter drop"];
}

/**
 * Gives the first packet of a flow its external port, in the packet's own source port: the one place that nft can read
 * a map into and compare with a map again. The keys ask conntrack, so they do not see the change.
 */
function map(nat: Translation, protocol: Protocol): readonly Line[] {
  // `!= @…_in` is what keeps two inside hosts with one source port apart; the kernel alone would overload the port.
  const claimIfFree = `${protocol} sport != @${protocol}_in goto ${protocol}_claim`;
  return [
    `${typed(protocol)} ${protocol} sport set ${mappingKey(nat)} map @${protocol}_out return`,
    ...(nat.ports === "preserving" ? [claimIfFree] : []),
    ...Array.from({ length: tuned.tries }, () => [`jump ${protocol}_next`, claimIfFree]).flat(),
    "counter drop",
  ];
}

function claim(nat: Translation, protocol: Protocol): readonly Line[] {
  const put = updates(nat, protocol, "");
  return [put.out(mappingKey(nat), `${protocol} sport`), put.in(`${protocol} sport`, inside)];
}

/** Every outbound packet. `update` of an element that exists moves its expiry and leaves its data alone. */
function refreshOutbound(nat: Translation, protocol: Protocol): readonly Line[] {
  const external = `${protocol} sport`;
  const begun = updates(nat, protocol, "ct direction original ");
  const answer = updates(nat, protocol, "ct direction reply ");
  const peer = (direction: string) => remote(nat.filtering, `ct ${direction} ip daddr`, `ct ${direction} proto-dst`);
  return [
    begun.out(mappingKey(nat), external),
    begun.in(external, inside),
    // With a dependent mapping, an answer leaves from the port that was asked, which is another flow's mapping.
    ...(nat.mapping === "endpoint-independent" ? [answer.out(key(...insideOfReply), external)] : []),
    answer.in(external, insideOfReply),
    ...begun.peers(external, peer("original")),
    ...answer.peers(external, peer("reply")),
  ];
}

/** Inbound packets that were let in: the external port is where conntrack saw them arrive. */
function refreshInbound(nat: Translation, protocol: Protocol): readonly Line[] {
  const here = ["ip daddr", `${protocol} dport`] as const;
  const sender = ["ip saddr", `${protocol} sport`] as const;
  return (["reply", "original"] as const).flatMap((direction) => {
    const external = `ct ${direction} proto-dst`;
    const put = updates(nat, protocol, `ct direction ${direction} `);
    return [
      put.in(external, here),
      ...(nat.mapping === "endpoint-independent" || direction === "reply"
        ? [put.out(key(...here, ...remote(nat.mapping, ...sender)), external)]
        : []),
      ...put.peers(external, remote(nat.filtering, ...sender)),
    ];
  });
}

/** RFC 4787 REQ-9a: towards an inside host the sender has its external endpoint, and is filtered as that. */
function hairpin(nat: Translation, protocol: Protocol): readonly Line[] {
  const dialled = ["ct original ip daddr", "ct original proto-dst"] as const;
  const asked = key(dialled[1], ...remote(nat.filtering, dialled[0], `${protocol} sport`));
  return [
    `jump ${protocol}_map`,
    ...updates(nat, protocol, "").peers(`${protocol} sport`, remote(nat.filtering, ...dialled)),
    ...(filtersPeers(nat) ? [`${typed(protocol)} ${asked} != @${protocol}_peers counter drop`] : []),
  ];
}

/** nft 1.0.6 learns the type of `ct original proto-src` from a protocol match in the same rule, and of one protocol. */
const typed = (protocol: Protocol): string => `meta l4proto ${protocol}`;

function updates(nat: Translation, protocol: Protocol, when: string) {
  const start = `${typed(protocol)} ${when}update @${protocol}_`;
  const lives = `timeout ${timeout(idleOf(nat, protocol))}`;
  return {
    out: (mapping: string, external: string): Line => `${start}out { ${mapping} ${lives} : ${external} }`,
    in: (external: string, at: readonly string[]): Line => `${start}in { ${external} ${lives} : ${key(...at)} }`,
    peers: (external: string, peer: readonly string[]): readonly Line[] =>
      peer.length === 0 ? [] : [`${start}peers { ${key(external, ...peer)} ${lives} }`],
  };
}
