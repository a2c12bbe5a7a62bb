import { z } from "zod";

/**
 * What `nft -j list …` prints, libnftables-json(5), as far as it is used here. Objects are loose: nft adds fields with
 * every version, and a field that nobody asks for must not break a reading.
 */

/** nft prints a lone member of many lists without the list. */
const oneOrMany = z.union([z.array(z.string()), z.string().transform((it) => [it])]);

const scalar = z.union([z.number(), z.string()]);
export type Scalar = z.infer<typeof scalar>;

/** A key or a datum: one scalar or a concatenation; as a list in both cases. */
const value = z.union([
  scalar.transform((it) => [it]),
  z.looseObject({ concat: z.array(scalar) }).transform((it) => it.concat),
]);

/** An element without its data. Times are whole seconds. */
export interface Element {
  readonly key: readonly Scalar[];
  readonly timeout?: number;
  readonly expires?: number;
}

/** nft wraps an element's key when there is something to say of it. */
const elementKey = z.union([
  value.transform((key): Element => ({ key })),
  z
    .looseObject({
      elem: z.looseObject({ val: value, timeout: z.number().optional(), expires: z.number().optional() }),
    })
    .transform(({ elem }): Element => ({
      key: elem.val,
      ...(elem.timeout !== undefined && { timeout: elem.timeout }),
      ...(elem.expires !== undefined && { expires: elem.expires }),
    })),
]);

const named = { family: z.string(), name: z.string() };
const inTable = { ...named, table: z.string() };
const setLike = {
  ...inTable,
  type: oneOrMany,
  flags: oneOrMany.optional(),
  size: z.number().optional(),
};

const table = z.looseObject({ ...named, handle: z.number().optional() });
const chain = z.looseObject({
  ...inTable,
  type: z.string().optional(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
/** `expr` is not looked into: nft 1.0.6 prints some statements as text and some not at all. */
const rule = z.looseObject({ family: z.string(), table: z.string(), chain: z.string(), expr: z.array(z.unknown()) });
const set = z.looseObject({ ...setLike, elem: z.array(elementKey).default([]) });
const map = z.looseObject({
  ...setLike,
  map: oneOrMany,
  elem: z.array(z.tuple([elementKey, value]).transform(([element, data]) => ({ ...element, data }))).default([]),
});

export type Table = z.infer<typeof table>;
export type Chain = z.infer<typeof chain>;
export type Rule = z.infer<typeof rule>;
export type NftSet = z.infer<typeof set>;
export type NftMap = z.infer<typeof map>;

/** One object of a listing has one key: what it is. Kinds that are not named here (counters, ct timeouts …) pass. */
const item = z.looseObject({
  table: table.optional(),
  chain: chain.optional(),
  rule: rule.optional(),
  set: set.optional(),
  map: map.optional(),
});

/** A listing sorted by kind, in nft's order. */
export interface Listing {
  readonly tables: readonly Table[];
  readonly chains: readonly Chain[];
  readonly rules: readonly Rule[];
  readonly sets: readonly NftSet[];
  readonly maps: readonly NftMap[];
}

export const listing = z.looseObject({ nftables: z.array(item) }).transform(({ nftables }): Listing => ({
  tables: present(nftables.map((it) => it.table)),
  chains: present(nftables.map((it) => it.chain)),
  rules: present(nftables.map((it) => it.rule)),
  sets: present(nftables.map((it) => it.set)),
  maps: present(nftables.map((it) => it.map)),
}));

const present = <T>(all: readonly (T | undefined)[]): readonly T[] => all.filter((it) => it !== undefined);
