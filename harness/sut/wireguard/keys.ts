import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

/** In base64, as `wg` reads and prints keys. */
export async function wireguardKeys(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const keys = await promisify(generateKeyPair)("x25519");
  const { d = "", x = "" } = keys.privateKey.export({ format: "jwk" });
  return { privateKey: base64(d), publicKey: base64(x) };
}

const base64 = (url: string): string => Buffer.from(url, "base64url").toString("base64");
