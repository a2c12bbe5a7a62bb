import type { ForwardingRules } from "../../runtime/datapath/datapath.ts";
import type { SealKey } from "../../seal/ciphers/transform.ts";
import { aesKey, payloadKey } from "../../seal/payload-key.ts";
import { compression } from "../../seal/compression/compression.ts";
import type { EdgeSettings } from "./options.ts";

/**
 * What a datapath may carry without the machine, given the options. Undefined = nothing: it can neither compress nor
 * filter nor bridge, nor use changing keys (user/password mode), so every frame goes through the machine.
 */
export function forwardingRules(options: EdgeSettings): Omit<ForwardingRules, "mac" | "address"> | undefined {
  const { community, routing, acceptMulticast, ...more } = options.config;
  const compresses = (more.compression ?? compression.none) !== compression.none;
  if (more.bridge === true || compresses || more.filter !== undefined || more.user !== undefined) return undefined;
  const hideHeaders = more.headerEncryption === true;
  const requireAuthentic = options.authenticated === "require";
  return { community, routing, acceptMulticast, seal: sealKey(options), requireAuthentic, hideHeaders };
}

/** The key of a transform, from the user's key string (fact sheet §6). */
function sealKey({ transform, key }: Pick<EdgeSettings, "transform" | "key">): SealKey {
  if (transform === "null") return { transform, key: new Uint8Array() };
  return { transform, key: transform === "aes" ? aesKey(key) : payloadKey(key) };
}
