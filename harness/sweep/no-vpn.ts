import type { SystemUnderTest } from "../sut/contract.ts";

/** The network without a VPN: what a link gives at best. Its homes translate no addresses, so that one can send to the other. */
export const noVpn: SystemUnderTest = {
  name: "no-vpn",
  capabilities: {
    layer: 3,
    helper: "none",
    relays: false,
    ipv6: false,
    authenticated: false,
    keys: "none",
    ciphers: [],
    options: [],
  },
  find: async () => ({ version: "", source: "the laboratory's own network", files: [] }),
  node: () => ({ program: "nothing", argv: ["sleep", "infinity"], device: "eth0" }),
};
