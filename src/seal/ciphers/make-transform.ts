import type { Random } from "../../base/random.ts";
import { aesTransform } from "./aes.ts";
import { nullTransform } from "./null.ts";
import type { KeyString } from "../payload-key.ts";
import { chacha20Transform, speckTransform } from "./stream.ts";
import type { Transform } from "./transform.ts";
import { twofishTransform } from "./twofish.ts";

/** The transform of this name. The null transform ignores its key. */
export function makeTransform(name: Transform["name"], key: KeyString, random: Random): Transform {
  return makers[name](key, random);
}

const makers: Record<Transform["name"], (key: KeyString, random: Random) => Transform> = {
  null: nullTransform,
  twofish: twofishTransform,
  aes: aesTransform,
  chacha20: chacha20Transform,
  speck: speckTransform,
};
