import type { Capabilities } from "../contract.ts";
import { transformNames } from "./options.ts";

/** Of every n2n of release 3. */
export const n2nCapabilities: Capabilities = {
  protocol: "n2n 3",
  layer: 2,
  helper: "needed",
  relays: true,
  ipv6: false,
  authenticated: false,
  keys: "one shared key",
  ciphers: transformNames,
  options: ["port", "automatic address", "relay only", "helper by name", "n2n"],
};
