import { blocks } from "../../topology/nat/check.ts";
import type { Translation } from "../../topology/nat/nat.ts";
import { addressKey, changed, inside, key, leaving, mappingKey, type Protocol } from "./keys.ts";
import { allocationTries, type PortSource } from "./pool.ts";
import { chain, oneOf, type Line } from "./text.ts";
import { typed, updates } from "./updates.ts";

/** The chains that find an external endpoint for the first packet of a flow. */
export function allocation(
  nat: Translation,
  protocol: Protocol,
  sources: readonly PortSource[],
  externals: readonly string[],
): readonly Line[] {
  return [
    ...chain(`${protocol}_map`, map(nat, protocol, allocationTries(sources), externals)),
    ...next(protocol, sources),
  ];
}

/**
 * Gives the first packet of a flow its external endpoint, in the packet's own source: the only place into which nft can
 * read a map and then compare with a map again. The keys use conntrack's fields, so that they do not see the change.
 */
function map(nat: Translation, protocol: Protocol, tries: number, externals: readonly string[]): readonly Line[] {
  // `!= @…_in` separates two inside hosts with one source port; the kernel alone would overload the port.
  const claimIfFree = `${key(...leaving(nat, protocol))} != @${protocol}_in goto ${protocol}_claim`;
  const mapped = (by: Translation, map: string) =>
    `${typed(protocol)} ${protocol} sport set ${key(...mappingKey(by))} map @${protocol}_${map} return`;
  const known = mapped(nat, "out");
  const after = changed(nat);
  const claimNext = nat.change?.on === "clash" ? `${claimIfFree}_changed` : claimIfFree;
  const keep = nat.range === undefined ? "" : `${protocol} sport ${nat.range.first}-${nat.range.last} `;
  return [
    ...(after === undefined ? [] : [mapped(after, "changed_out")]),
    ...(nat.pooling === undefined ? [known] : address(nat, protocol, known, externals)),
    ...(nat.ports === "preserving" ? [`${keep}${claimIfFree}`] : []),
    ...Array.from({ length: tries }, () => [`jump ${protocol}_next`, claimNext]).flat(),
    "counter drop",
  ];
}

/** The address of the host or of the mapping; if it has none yet, the next one. */
function address(nat: Translation, protocol: Protocol, known: Line, externals: readonly string[]): readonly Line[] {
  return [
    `${typed(protocol)} ip saddr set ${key(...addressKey(nat, mappingKey(nat)))} map @${protocol}_at`,
    known,
    `ip saddr != ${oneOf(externals)} ip saddr set ${handedOut(externals)}`,
  ];
}

/**
 * In turn, round and round. Unnamed maps have the right byte order in every nft: 1.1.7 treats the keys of a map with
 * `typeof numgen …` as big-endian, and 1.0.6 evaluates `numgen inc mod n offset first` without a map to 0.
 */
const handedOut = (all: readonly (string | number)[]): string =>
  `numgen inc mod ${all.length} map { ${all.map((one, i) => `${i} : ${one}`).join(", ")} }`;

/** Writes the next port into the header: from the only source, or from the packet's. */
function next(protocol: Protocol, sources: readonly PortSource[]): readonly Line[] {
  const takes = sources.map(({ ports }) => `${protocol} sport set ${handedOut(ports)}`);
  if (sources.length === 1) return chain(`${protocol}_next`, takes);
  const name = ({ block, odd }: Pick<PortSource, "block" | "odd">): string =>
    [protocol, "next", block, odd === undefined ? undefined : odd ? "odd" : "even"]
      .filter((part) => part !== undefined)
      .join("_");
  const byParity = (block?: number): readonly Line[] => [
    `${protocol} sport & 1 == 0 goto ${name({ ...(block !== undefined && { block }), odd: false })}`,
    `goto ${name({ ...(block !== undefined && { block }), odd: true })}`,
  ];
  const byBlock = Array.from({ length: blocks }, (_, block) => `0.0.0.${block} : goto ${name({ block })}`).join(", ");
  const hasBlocks = sources[0]!.block !== undefined;
  const hasParity = sources[0]!.odd !== undefined;
  const leaves = sources.flatMap((source, i) => chain(name(source), [takes[i]!]));
  const middle =
    hasBlocks && hasParity ? Array.from({ length: blocks }, (_, block) => chain(name({ block }), byParity(block))) : [];
  const top = hasBlocks ? [`${inside[0]} & 0.0.0.${blocks - 1} vmap { ${byBlock} }`] : byParity();
  return [...leaves, ...middle.flat(), ...chain(`${protocol}_next`, top)];
}

/** Writes the chosen endpoint into the maps. A full map accepts no element, which shows when it is read back. */
export function claim(nat: Translation, protocol: Protocol): readonly Line[] {
  const put = updates(nat, protocol, "", "update");
  const external = leaving(nat, protocol);
  const out = put.out(mappingKey(nat), external);
  const taken = put.in(external, inside);
  if (nat.change?.on === "load") {
    return [...out, `${typed(protocol)} ${key(...inside)} != @${protocol}_out goto ${protocol}_claim_changed`, taken];
  }
  if (nat.limit === undefined) return [...out, taken];
  return [taken, `${key(...external)} != @${protocol}_in counter drop`, ...out];
}

/** The same for a mapping that is created after the NAT has changed. */
export function claimChanged(after: Translation, protocol: Protocol): readonly Line[] {
  const put = updates(after, protocol, "", "update", "changed");
  const external = leaving(after, protocol);
  return [...put.out(mappingKey(after), external), put.in(external, inside)];
}
