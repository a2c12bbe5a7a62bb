import type { ForwardingRules } from "../runtime/datapath/datapath.ts";
import type { SealKey } from "../runtime/datapath/fast/sealing.ts";
import { aesKey, payloadKey } from "../seal/payload-key.ts";
import type { Transform } from "../seal/transform.ts";
import type { EdgeOptions } from "./edge-options.ts";

/** What a datapath may carry by itself, as the options have it. */
export function forwardingRules({ config, key }: EdgeOptions): Omit<ForwardingRules, "mac" | "address"> {
  const { community, routing, acceptMulticast } = config;
  return { community, routing, acceptMulticast, seal: sealKey(key === undefined ? "null" : "aes", key ?? "") };
}

/** The key of a transform, from the string that a person gave (fact sheet §6). */
function sealKey(transform: Transform["name"], text: string): SealKey {
  if (transform === "null") return { transform, key: new Uint8Array() };
  return { transform, key: transform === "aes" ? aesKey(text) : payloadKey(text) };
}
