import { optionHelp, type OptionTable } from "./options.ts";

/** The reference has these and this edge does not, yet. */
const later = true;

/** Fact sheet §12.1. */
export const edgeTable = {
  community: {
    short: "c",
    long: "community",
    takes: "value",
    value: "NAME",
    help: "community to join (or N2N_COMMUNITY)",
  },
  supernodes: {
    short: "l",
    long: "supernode-list",
    takes: "value",
    value: "HOST:PORT",
    help: "supernode; may be repeated",
  },
  key: {
    short: "k",
    takes: "value",
    value: "KEY",
    help: "seal payloads with AES under this key (better: N2N_KEY)",
    secret: true,
  },
  address: {
    short: "a",
    takes: "value",
    value: "IP[/N]",
    help: "address of the interface, /24 if absent; default: ask the supernode",
  },
  device: { short: "d", long: "tap-device", takes: "value", value: "NAME", help: "name of the interface (edge0)" },
  mac: { short: "m", takes: "value", value: "MAC", help: "MAC address of the interface (random)" },
  mtu: { short: "M", takes: "value", value: "N", help: "MTU of the interface (1290)" },
  bind: { short: "p", takes: "value", value: "[IP:]PORT", help: "local UDP address, port or both (any)" },
  transform: { short: "A", takes: "attached", value: "N", help: "-A1 none, -A3 or -A AES (AES when there is a key)" },
  relayOnly: {
    short: "S",
    takes: "attached",
    value: "1",
    help: "-S1: everything through the supernode, no direct paths",
  },
  preferred: {
    short: "e",
    takes: "value",
    value: "IP|auto",
    help: "tell peers this local address; no local discovery then",
  },
  interval: { short: "i", takes: "value", value: "SECONDS", help: "how often to register with the supernode (20)" },
  description: { short: "I", takes: "value", value: "TEXT", help: "what the supernode knows this edge by (host name)" },
  routing: { short: "r", takes: "flag", help: "carry packets of other addresses than the interface's own" },
  multicast: { short: "E", takes: "flag", help: "carry multicast frames; IPv6 needs it" },
  datapath: {
    long: "datapath",
    takes: "value",
    value: "KIND",
    help: "fast (batched system calls; Linux) or portable; default: fast where it works",
  },
  foreground: { short: "f", takes: "flag", help: "stay in the foreground" },
  user: {
    short: "u",
    long: "euid",
    takes: "value",
    value: "USER",
    help: "run as this user once started (n2n, else nobody)",
  },
  group: { short: "g", long: "egid", takes: "value", value: "GROUP", help: "and this group (the user's)" },
  verbose: { short: "v", long: "verbose", takes: "flag", help: "say more; may be repeated" },
  noPortForwarding: { long: "no-port-forwarding", takes: "flag", help: "accepted; this edge never asks the router" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
  headerEncryption: { short: "H", takes: "flag", help: "header encryption", later },
  compression: { short: "z", takes: "attached", help: "compression", later },
  password: { short: "J", takes: "value", help: "user and password", later },
  federationKey: { short: "P", takes: "value", help: "user and password", later },
  rule: { short: "R", takes: "value", help: "traffic filter", later },
  route: { short: "n", takes: "value", help: "routes through the interface", later },
  punchTtl: { short: "L", takes: "value", help: "TTL of punching packets", later },
  pathMtu: { short: "D", takes: "flag", help: "path MTU discovery", later },
  tos: { short: "T", takes: "value", help: "type of service", later },
  management: { short: "t", takes: "value", help: "management interface", later },
  managementPassword: { long: "management-password", takes: "value", help: "management interface", later },
  selectRtt: { long: "select-rtt", takes: "flag", help: "choice of supernode by round-trip time", later },
  selectMac: { long: "select-mac", takes: "flag", help: "choice of supernode by MAC address", later },
} as const satisfies OptionTable;

export const edgeHelp = `edge: join an n2n community

  edge -c NAME -l HOST:PORT [options]

${optionHelp(edgeTable)}

Examples
  N2N_KEY=secret edge -c mynet -a 10.0.0.1 -l supernode.example.org:7654
  N2N_KEY=secret edge -c mynet -l supernode.example.org:7654 -d n2n0 -f -v      address from the supernode
  edge -c mynet -a 10.0.0.2/16 -l a.example.org:7654 -l b.example.org:7654 -S1  relayed only
`;
