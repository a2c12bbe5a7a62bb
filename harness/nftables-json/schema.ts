import { z } from "zod";

/**
 * The objects that `nft -j list …` prints, libnftables-json(5), as far as they are used here. nft prints more with every
 * version, and prints the same differently: 1.0.6 gives a map's key as `"ipv4_addr"` or a list of such words, 1.1.3 as
 * `{"typeof": {"concat": […]}}`. Anything unused is not described, so that it cannot break reading.
 */
const inTable = { family: z.string(), table: z.string() };

const table = z.looseObject({ family: z.string(), name: z.string() });
const chain = z.looseObject({
  ...inTable,
  name: z.string(),
  // Base chains only. A priority is a number in every known version; a word would be reported as a difference.
  type: z.string().optional(),
  hook: z.string().optional(),
  prio: z.union([z.number(), z.string()]).optional(),
  policy: z.string().optional(),
});
const rule = z.looseObject({ ...inTable, chain: z.string() });
const set = z.looseObject({ ...inTable, name: z.string() });
/** `elementsOf` parses `elem`. */
const map = z.looseObject({ ...inTable, name: z.string(), elem: z.array(z.unknown()).default([]) });

export type Table = z.infer<typeof table>;
export type Chain = z.infer<typeof chain>;
type Rule = z.infer<typeof rule>;
export type NftSet = z.infer<typeof set>;
export type NftMap = z.infer<typeof map>;

/**
 * A listing sorted by kind, in nft's order. Other kinds (counters, ct timeouts …) are ignored.
 */
export interface Listing {
  readonly tables: readonly Table[];
  readonly chains: readonly Chain[];
  readonly rules: readonly Rule[];
  readonly sets: readonly NftSet[];
  readonly maps: readonly NftMap[];
}

/** In one line: which object of the listing cannot be read, and what is wrong with it. */
type Unreadable = (what: string) => never;

const outermost = z.looseObject({ nftables: z.array(z.record(z.string(), z.unknown())) });
const metainfo = z.looseObject({ metainfo: z.looseObject({ version: z.string() }) });

/** `printed`: the parsed JSON. Calls `unreadable` with the first thing that is not as expected. */
export function readListing(printed: unknown, unreadable: Unreadable): Listing {
  const listing = outermost.safeParse(printed);
  if (!listing.success) return unreadable('there is no list "nftables" of objects in it');
  const objects = listing.data.nftables;
  const all = <T>(kind: string, schema: z.ZodType<T>): readonly T[] =>
    objects.flatMap((object) => {
      if (object[kind] === undefined) return [];
      const read = schema.safeParse(object[kind]);
      return read.success ? [read.data] : unreadable(`${nameOf(kind, object[kind])}: ${issueOf(read.error)}`);
    });
  return {
    tables: all("table", table),
    chains: all("chain", chain),
    rules: all("rule", rule),
    sets: all("set", set),
    maps: all("map", map),
  };
}

/** The version of the nft that printed this, which it prints first. */
export function versionOf(printed: unknown): string | undefined {
  const [first] = outermost.safeParse(printed).data?.nftables ?? [];
  return metainfo.safeParse(first).data?.metainfo.version;
}

function nameOf(kind: string, object: unknown): string {
  const { name, chain } = (object ?? {}) as { name?: unknown; chain?: unknown };
  if (typeof name === "string") return `${kind} ${name}`;
  return typeof chain === "string" ? `a ${kind} of chain ${chain}` : `a ${kind} without a name`;
}

/** The first problem that a schema found, e.g. `elem.3: expected array, received object`. */
export function issueOf({ issues: [issue] }: z.ZodError): string {
  const what = issue?.message.replace(/^Invalid input: /, "") ?? "invalid";
  return issue === undefined || issue.path.length === 0 ? what : `${issue.path.join(".")}: ${what}`;
}
