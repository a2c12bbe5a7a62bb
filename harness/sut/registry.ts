import type { SystemUnderTest } from "./contract.ts";
import { fastd } from "./fastd.ts";
import { n2n1 } from "./n2n1.ts";
import { n3n } from "./n2n/n3n.ts";
import { ntop } from "./n2n/ntop.ts";
import { ours } from "./n2n/ours.ts";
import { nebula } from "./nebula.ts";
import { opengnb } from "./opengnb.ts";
import { openvpn } from "./openvpn.ts";
import { hyperdht } from "./npm/hyperdht/hyperdht.ts";
import { webrtc } from "./npm/webrtc/webrtc.ts";
import { tinc } from "./tinc.ts";
import { wireguardGo } from "./wireguard/wireguard-go.ts";

/** Every program that can be put into a laboratory. */
export const registry: Readonly<Record<string, SystemUnderTest>> = {
  ours,
  ntop,
  fastd,
  n2n1,
  n3n,
  nebula,
  opengnb,
  openvpn,
  tinc,
  "wireguard-go": wireguardGo,
  hyperdht,
  webrtc,
};
