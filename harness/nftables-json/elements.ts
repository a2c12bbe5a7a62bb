import { z } from "zod";
import { NftError } from "./nft-error.ts";
import { issueOf, type NftMap } from "./schema.ts";

const scalar = z.union([z.number(), z.string()]);
export type Scalar = z.infer<typeof scalar>;

/** One element of a map. A concatenation is a list, a lone scalar a list of one. Times are whole seconds. */
export interface Element {
  readonly key: readonly Scalar[];
  readonly timeout?: number;
  readonly expires?: number;
  readonly data: readonly Scalar[];
}

const value = z.union([
  scalar.transform((one) => [one]),
  z.looseObject({ concat: z.array(scalar) }).transform((one) => one.concat),
]);

/** nft wraps an element's key if it has attributes. */
const key = z.union([
  value.transform((one): Omit<Element, "data"> => ({ key: one })),
  z
    .looseObject({
      elem: z.looseObject({ val: value, timeout: z.number().optional(), expires: z.number().optional() }),
    })
    .transform(({ elem: { val, timeout, expires } }): Omit<Element, "data"> => ({
      key: val,
      ...(timeout !== undefined && { timeout }),
      ...(expires !== undefined && { expires }),
    })),
]);

/** Anything after key and data (statements, since nft 1.1) is ignored. */
const element = z.tuple([key, value], z.unknown()).transform(([it, data]): Element => ({ ...it, data }));

/** Throws NftError with an element that is not a scalar or concatenation of scalars (a prefix, an interval …). */
export function elementsOf(map: NftMap): readonly Element[] {
  return map.elem.map((one, index) => {
    const read = element.safeParse(one);
    if (read.success) return read.data;
    const shown = JSON.stringify(one).slice(0, 120);
    throw new NftError(`map ${map.name}: element ${index + 1} cannot be read: ${shown}: ${issueOf(read.error)}`);
  });
}
