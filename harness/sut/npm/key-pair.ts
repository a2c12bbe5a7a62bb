import { createPrivateKey, generateKeyPair } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CaseHost } from "../contract.ts";

/** Of a host's private key, a PKCS #8 file. */
export const keyFile = ({ secrets }: CaseHost): string => join(secrets, "private-key.pem");
const publicKeyFile = ({ folder }: CaseHost): string => join(folder, "public-key");

export async function makeKeys(host: CaseHost, type: "ed25519" | "x25519" = "ed25519"): Promise<void> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)(type as "ed25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await writeFile(keyFile(host), privateKey, { mode: 0o600 });
  // RFC 8410 §4: the key is the last 32 bytes.
  await writeFile(publicKeyFile(host), publicKey.subarray(-32).toString("hex"));
}

/** In hexadecimal. */
export const publicKeyOf = (host: CaseHost): Promise<string> => readFile(publicKeyFile(host), "utf8");

/** The 32 bytes from which libraries make the private key of a file (RFC 8410 §7). */
export function seedIn(file: string): Uint8Array {
  return createPrivateKey(readFileSync(file)).export({ type: "pkcs8", format: "der" }).subarray(-32);
}
