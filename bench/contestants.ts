import { n2n, oursContestant } from "./n2n.ts";
import { buildNetwork, underlay } from "./network.ts";
import type { Contestant, Standing } from "./standing.ts";
import { fastdContestant } from "./vpn/fastd.ts";
import { nebulaContestant } from "./vpn/nebula.ts";
import { openvpnContestant } from "./vpn/openvpn.ts";
import { tincContestant } from "./vpn/tinc.ts";
import { wireguardContestant } from "./vpn/wireguard.ts";

const shortKey = "mysecretkey";
const longKey = "k".repeat(40);

/** Every path from a to b, in the order in which a round measures them. */
export const contestants: readonly Contestant[] = [
  { name: "raw veth", missing: () => undefined, build: async (_programs, model) => (buildNetwork(model, false), raw) },
  ...(["fast", "portable"] as const).flatMap((datapath) => [
    oursContestant(`${datapath} null`, { datapath }),
    oursContestant(`${datapath} AES-128`, { datapath, key: shortKey }),
    oursContestant(`${datapath} AES-256`, { datapath, key: longKey }),
    oursContestant(`${datapath} ChaCha20`, { datapath, key: shortKey, options: ["-A4"] }),
    oursContestant(`${datapath} SPECK`, { datapath, key: shortKey, options: ["-A5"] }),
    oursContestant(`${datapath} Twofish`, { datapath, key: shortKey, options: ["-A2"] }),
    oursContestant(`${datapath} AES-GCM`, { datapath, key: shortKey, options: ["--require-authenticated"] }),
    oursContestant(`${datapath} AES-128 -H`, { datapath, key: shortKey, options: ["-H"] }),
    oursContestant(`${datapath} AES-128 relayed`, { datapath, key: shortKey, relayed: true }),
  ]),
  n2n("n2n null", ["-A1"]),
  n2n("n2n AES-128", ["-A3"], shortKey),
  n2n("n2n AES-256", ["-A3"], longKey),
  n2n("n2n ChaCha20", ["-A4"], shortKey),
  n2n("n2n SPECK", ["-A5"], shortKey),
  n2n("n2n Twofish", ["-A2"], shortKey),
  n2n("n2n AES-128 -H", ["-A3", "-H"], shortKey),
  n2n("n2n AES-128 relayed", ["-A3"], shortKey, true),
  wireguardContestant,
  tincContestant,
  fastdContestant,
  openvpnContestant,
  nebulaContestant,
];

const raw: Standing = { target: underlay.b, edges: [] };
