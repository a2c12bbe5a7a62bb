import type { Random } from "../base/random.ts";
import { aesTransform } from "./aes.ts";
import { nullTransform } from "./null.ts";
import type { KeyString } from "./payload-key.ts";
import type { Transform } from "./transform.ts";

/** The transform a person asked for by name. The null transform ignores its key. */
export function makeTransform(name: TransformName, key: KeyString, random: Random): Transform {
  return makers[name](key, random);
}

export type TransformName = keyof typeof makers;

const makers = {
  null: nullTransform,
  aes: aesTransform,
} satisfies Partial<Record<Transform["name"], (key: KeyString, random: Random) => Transform>>;
