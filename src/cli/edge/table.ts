import { hookRows } from "./hooks/options.ts";
import { recordingRows } from "../options/recording.ts";
import { webRows } from "../web/options.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";

/** Fact sheet §12.1. */
export const edgeTable = {
  community: {
    short: "c",
    long: "community",
    takes: "value",
    text: true,
    value: "NAME",
    help: "community to join (or N2N_COMMUNITY)",
  },
  supernodes: {
    short: "l",
    long: "supernode-list",
    takes: "value",
    value: "HOST:PORT",
    many: "list",
    help: "supernode, IPv6 as [ADDRESS]:PORT; may be repeated",
  },
  key: {
    short: "k",
    takes: "value",
    value: "KEY",
    help: "encrypt payloads with this key (better: N2N_KEY, or a configuration file)",
    secret: true,
  },
  transform: {
    short: "A",
    takes: "attached",
    value: "N",
    help: "-A1 none, -A2 Twofish, -A3 or -A AES, -A4 ChaCha20, -A5 SPECK (AES when there is a key)",
  },
  headerEncryption: {
    short: "H",
    takes: "flag",
    help: "encrypt headers as well; every edge of the community must use it",
  },
  requireAuthenticated: {
    long: "require-authenticated",
    takes: "flag",
    help: "send and accept authenticated frames only; excludes edges of ntop's n2n",
  },
  authenticated: {
    long: "authenticated",
    takes: "flag",
    help: "authenticate frames with every peer that can (AES-256-GCM); by default only with peers that ask",
  },
  noAuthenticated: {
    long: "no-authenticated",
    takes: "flag",
    help: "do not authenticate frames, not even with peers that ask",
  },
  compression: { short: "z", takes: "attached", value: "N", help: "compress payloads: -z1 or -z LZO, -z2 zstd" },
  address: {
    short: "a",
    takes: "value",
    mayBeEmpty: true,
    value: "[static:]IP[/N]",
    help: "address of the interface, /24 unless given; for DHCP dhcp:0.0.0.0 with -r; default: ask the supernode",
  },
  device: {
    short: "d",
    long: "tap-device",
    takes: "value",
    mayBeEmpty: true,
    value: "NAME",
    help: "name of the interface (edge0)",
  },
  mac: {
    short: "m",
    takes: "value",
    mayBeEmpty: true,
    value: "MAC",
    help: "MAC address of the interface (always the same on this machine)",
  },
  mtu: { short: "M", takes: "value", mayBeEmpty: true, value: "N", help: "MTU of the interface (1290)" },
  bind: {
    short: "p",
    takes: "value",
    mayBeEmpty: true,
    value: "[IP:]PORT",
    help: "local UDP address, port or both (any); [IPv6]:PORT",
  },
  relayOnly: {
    short: "S",
    takes: "attached",
    value: "N",
    help: "relay everything through the supernode: -S1 or -S over UDP, -S2 over TCP",
  },
  preferred: {
    short: "e",
    takes: "value",
    mayBeEmpty: true,
    value: "IP|auto",
    help: "announce this local address to peers, without local discovery",
  },
  portForwarding: {
    long: "port-forwarding",
    takes: "flag",
    help: "ask the home router to forward our port (PCP, NAT-PMP, UPnP) and announce it to peers; off by default",
  },
  noPortForwarding: {
    long: "no-port-forwarding",
    takes: "flag",
    help: "do not (the default); overrides --port-forwarding",
  },
  interval: {
    short: "i",
    takes: "value",
    mayBeEmpty: true,
    value: "SECONDS",
    help: "how often to register with the supernode (20)",
  },
  description: {
    short: "I",
    takes: "value",
    text: true,
    value: "TEXT",
    help: "description of this edge at the supernode (host name)",
  },
  password: {
    short: "J",
    takes: "value",
    value: "PASSWORD",
    help: "password of the user named by -I (better: N2N_PASSWORD)",
    secret: true,
  },
  federationKey: { short: "P", takes: "value", value: "KEY", help: "public key of the federation, with -J" },
  route: {
    short: "n",
    takes: "value",
    mayBeEmpty: true,
    value: "NET/N:GW",
    many: "list",
    help: "route through the community; may be repeated; 0.0.0.0/0:GW = everything",
  },
  rule: { short: "R", takes: "value", many: "list", value: "RULE", help: "traffic filter; may be repeated" },
  routing: { short: "r", takes: "flag", help: "carry packets of addresses other than the interface's own" },
  bridge: {
    long: "bridge",
    takes: "flag",
    help: "carry the frames of hosts that are bridged to the interface; implies -r; all edges that reach them need it",
  },
  multicast: { short: "E", takes: "flag", help: "carry multicast frames; IPv6 needs it" },
  datapath: {
    long: "datapath",
    takes: "value",
    value: "KIND",
    help: "fast (batched system calls; Linux) or portable; default: fast where it works",
  },
  punchTtl: {
    short: "L",
    takes: "value",
    mayBeEmpty: true,
    value: "N",
    help: "time to live of hole-punching packets (the system's default)",
  },
  pathMtu: { short: "D", takes: "flag", help: "path MTU discovery: routers must not fragment" },
  tos: {
    short: "T",
    takes: "value",
    mayBeEmpty: true,
    value: "N",
    help: "type of service of our datagrams, 0 to 255 or 0x00 to 0xff",
  },
  selectRtt: { long: "select-rtt", takes: "flag", help: "use the supernode with the shortest round trip" },
  selectMac: { long: "select-mac", takes: "flag", help: "use the supernode with the lowest MAC address" },
  management: {
    short: "t",
    takes: "value",
    mayBeEmpty: true,
    value: "PORT",
    help: "management port on 127.0.0.1 (5644); 0 = none",
  },
  managementPassword: {
    long: "management-password",
    takes: "value",
    value: "PASSWORD",
    help: "needed to change anything there (better: N2N_MANAGEMENT_PASSWORD)",
    secret: true,
  },
  foreground: { short: "f", takes: "flag", help: "stay in the foreground" },
  pidFile: {
    long: "pid-file",
    takes: "value",
    text: true,
    value: "FILE",
    help: "write the process id to FILE once started",
  },
  user: {
    short: "u",
    long: "euid",
    takes: "value",
    mayBeEmpty: true,
    value: "USER",
    help: "run as this user once started (n2n, else nobody)",
  },
  group: {
    short: "g",
    long: "egid",
    takes: "value",
    mayBeEmpty: true,
    value: "GROUP",
    help: "and this group (the user's)",
  },
  verbose: { short: "v", long: "verbose", takes: "flag", many: "count", help: "log more; may be repeated" },
  ...hookRows,
  ...webRows,
  ...recordingRows,
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
  version: { short: "V", long: "version", takes: "flag", help: "the version" },
  netmask: { short: "s", takes: "value", mayBeEmpty: true },
  resolveAgain: { short: "b", takes: "flag" },
  tunDevice: { long: "tun-device", takes: "value", mayBeEmpty: true },
  metric: { short: "x", takes: "value", mayBeEmpty: true },
} as const satisfies OptionTable;

export const edgeHelp = `edge: a node of an n2n community

  edge [FILE] [options]          FILE has one option per line, like /etc/n2n/edge.conf, or is YAML
  edge --config FILE [options]   the same
  edge check-config FILE         report each fault in it, with its line
  edge start [SESSION] [-O SECTION.OPTION=VALUE]…
                                 start like n3n-edge, from /etc/n3n/SESSION.conf
  edge convert FILE              print an n2n file as a session file of n3n
  edge status [-t PORT] [--json] show what the edge on this machine is doing
  edge diagnose [-t PORT] [--json]
                                 say what is right and wrong with it, and what to do
  edge ctl METHOD [VALUE] [-t PORT]
                                 query it or change it: ctl help, ctl verbose 3, ctl stop
  edge logs [NAME] [-f] [-n N]   what its unit has logged
  edge tap-test [-d NAME]        whether this machine lets an edge have its interface

${optionHelp(edgeTable)}

Each option is also a line of a YAML file and an environment variable: docs/configuration.md.
Signals: SIGTERM and SIGINT end it; SIGHUP reads the file again, and applies what does not need a restart.

Example
  export N2N_KEY=secret
  sudo --preserve-env=N2N_KEY edge -c mynet -a 10.0.0.1/24 -l supernode.example.org:7654
`;
