import { ConfigError } from "../../base/config-error.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import { lostByte } from "../../runtime/process/text.ts";
import { sixBitBytes } from "../../seal/six-bit.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import { federationPrivateKey, publicKey } from "../../seal/user-key.ts";

/** How to seal payloads. */
export interface SealingSettings {
  readonly transform: Transform["name"];
  /** "" = none, for the null transform only. */
  readonly key: string;
}

/** Fact sheet §12.1. */
const spec = {
  transforms: { "1": "null", "2": "twofish", "3": "aes", "4": "chacha20", "5": "speck", "": "aes" },
  compressions: { "": 2, "1": 2, "2": 3 },
  federation: "Federation",
  federationKeyBytes: 32,
  userTransforms: ["chacha20", "speck"],
} as const;

/** `-A`: a key alone means AES, and so does a key with `-A1`, as in the reference. */
export function sealing(transform: string | undefined, key: string | undefined): SealingSettings {
  const named = spec.transforms[(transform ?? "1") as keyof typeof spec.transforms];
  if (named === undefined) throw new ConfigError(`-A${transform} is not a transform: give -A1 to -A5`);
  if (key === undefined && named !== "null") {
    throw new ConfigError(`-A${transform} needs a key: set N2N_KEY, or give -k`);
  }
  return { transform: key !== undefined && named === "null" ? "aes" : named, key: key ?? "" };
}

/** "respond": with peers that ask for it. */
export type Authentication = "respond" | "request" | "require";

/**
 * Decision record 0002: with a key, and unless an option forbids it, our edges authenticate frames with peers that
 * ask. They ask if an option says so. Undefined = never.
 */
export function authentication(
  given: { readonly required: boolean; readonly requested: boolean; readonly refused: boolean },
  { key }: SealingSettings,
): Authentication | undefined {
  const option = given.required ? "--require-authenticated" : given.requested ? "--authenticated" : undefined;
  if (option !== undefined && given.refused) {
    throw new ConfigError(`${option} and --no-authenticated contradict each other: give one of them`);
  }
  if (option !== undefined && key === "") throw new ConfigError(`${option} needs a key: set N2N_KEY, or give -k`);
  if (key === "" || given.refused) return undefined;
  if (given.required) return "require";
  return given.requested ? "request" : "respond";
}

export function compressionId(option: string, text: string): EdgeConfig["compression"] {
  const known = spec.compressions[text as keyof typeof spec.compressions];
  if (known === undefined) throw new ConfigError(`${option}${text} is not a compression: give -z1 (LZO) or -z2 (zstd)`);
  return known;
}

/** `-J` with `-I` and `-P` (fact sheet §9.2). */
export function userCredentials(
  given: { readonly name: string | undefined; readonly password: string; readonly federationKey?: Uint8Array },
  { transform }: SealingSettings,
): NonNullable<EdgeConfig["user"]> {
  if (!given.name) throw new ConfigError("-J needs a user: give its name with -I");
  if (!spec.userTransforms.some((fit) => fit === transform)) {
    throw new ConfigError("-J needs -A4 (ChaCha20) or -A5 (SPECK), and a key");
  }
  const federationPublicKey = given.federationKey ?? publicKey(federationPrivateKey(spec.federation));
  return { name: given.name, password: given.password, federationPublicKey };
}

/** What `n2n-keygen -F` prints: 43 characters. */
export function federationKey(option: string, text: string): Uint8Array {
  const bytes = text.length === 43 ? sixBitBytes(text) : undefined;
  if (bytes?.length === spec.federationKeyBytes) return bytes;
  throw new ConfigError(`${option} ${JSON.stringify(text)} is not right: give the 43 characters of n2n-keygen -F`);
}

/** Every byte counts; one that is not UTF-8 gets lost if another program passes it on as text, as npm does. */
export function refuseLostBytes(what: string, text: string | undefined): void {
  if (!text?.includes(lostByte)) return;
  throw new ConfigError(
    `${what} contains U+FFFD in place of other bytes (npm does this): start the program directly, or use a configuration file`,
  );
}

/** Never repeats the value in an error. */
export function secret(option: string, text: string): string {
  if (text === "") throw new ConfigError(`${option} is empty: give it a value, or leave it out`);
  return text;
}
