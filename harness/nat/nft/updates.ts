import type { Translation } from "../../topology/nat/nat.ts";
import { addressKey, key, type Protocol } from "./keys.ts";
import { idleOf } from "./maps.ts";
import { timeout, type Line } from "./text.ts";

/** nft 1.0.6 infers the type of `ct original proto-src` from a match of a single protocol in the same rule. */
export const typed = (protocol: Protocol): string => `meta l4proto ${protocol}`;

/**
 * Statements that write the maps of `maps.ts` from a packet: `update` creates an element or moves its expiry, `add` only
 * creates it. `when` is a condition, with a trailing blank. `of`: which of two kinds of mappings, if a NAT has two.
 */
export function updates(
  nat: Translation,
  protocol: Protocol,
  when: string,
  verb: "update" | "add",
  of: "usual" | "changed" = "usual",
) {
  const start = `${typed(protocol)} ${when}${verb} @${protocol}_`;
  const lives = `timeout ${timeout(idleOf(nat, protocol))}`;
  const port = (external: readonly string[]): string => external.at(-1)!;
  return {
    out: (mapping: readonly string[], external: readonly string[]): readonly Line[] => [
      `${start}${of === "changed" ? "changed_" : ""}out { ${key(...mapping)} ${lives} : ${port(external)} }`,
      ...(of === "changed" ? [`${start}changed { ${port(external)} ${lives} }`] : []),
      ...(nat.pooling === undefined
        ? []
        : [`${start}at { ${key(...addressKey(nat, mapping))} ${lives} : ${external[0]!} }`]),
    ],
    in: (external: readonly string[], at: readonly string[]): Line =>
      `${start}in { ${key(...external)} ${lives} : ${key(...at)} }`,
    peers: (external: readonly string[], peer: readonly string[]): readonly Line[] =>
      peer.length === 0 ? [] : [`${start}peers { ${key(...external, ...peer)} ${lives} }`],
  };
}
