import { recordingRows } from "../options/recording.ts";
import { webRows } from "../web/options.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";

/** Fact sheet §12.2. */
export const supernodeTable = {
  bind: {
    short: "p",
    long: "local-port",
    takes: "value",
    mayBeEmpty: true,
    value: "[IP:]PORT",
    help: "UDP and TCP address, port or both (7654); [IPv6]:PORT",
  },
  communities: {
    short: "c",
    long: "communities",
    takes: "value",
    value: "FILE",
    help: "list of allowed communities (all)",
  },
  federation: { short: "F", takes: "value", value: "NAME", help: "federation of supernodes (or N2N_FEDERATION)" },
  members: {
    short: "l",
    takes: "value",
    value: "HOST:PORT",
    many: "list",
    help: "another supernode of the federation; may be repeated",
  },
  range: {
    short: "a",
    long: "autoip",
    takes: "value",
    mayBeEmpty: true,
    value: "MIN-MAX/N",
    help: "networks for edges without an address (10.128.0.0-10.255.255.0/24)",
  },
  leases: {
    long: "leases",
    takes: "value",
    text: true,
    value: "FILE",
    help: "keep the addresses of edges in FILE across restarts (default: leases.json in systemd's state folder, if there is one)",
  },
  leaseTime: {
    long: "lease-time",
    takes: "value",
    value: "TIME",
    help: "how long an address is kept for an edge that is gone: 90s, 30m, 12h, 7d (7d)",
  },
  reservations: {
    long: "reservations",
    takes: "value",
    text: true,
    value: "FILE",
    help: "addresses for certain edges: COMMUNITY ADDRESS and MAC or description (-I), one edge per line",
  },
  mac: {
    short: "m",
    takes: "value",
    mayBeEmpty: true,
    value: "MAC",
    help: "MAC address that edges see (random)",
  },
  datapath: {
    long: "datapath",
    takes: "value",
    value: "KIND",
    help: "fast (relay in batches; Linux) or portable; default: fast where it works",
  },
  noSpoofing: { short: "M", takes: "flag", help: "let an edge take over the MAC or address of another" },
  version: { short: "V", takes: "value", value: "TEXT", help: "version text to announce to edges" },
  management: {
    short: "t",
    long: "mgmt-port",
    takes: "value",
    mayBeEmpty: true,
    value: "PORT",
    help: "management port on 127.0.0.1 (5645); 0 = none",
  },
  managementPassword: {
    long: "management-password",
    takes: "value",
    value: "PASSWORD",
    help: "needed to change anything there (better: N2N_MANAGEMENT_PASSWORD)",
    secret: true,
  },
  foreground: { short: "f", long: "foreground", takes: "flag", help: "stay in the foreground" },
  pidFile: { long: "pid-file", takes: "value", value: "FILE", help: "write the process id to FILE once started" },
  user: {
    short: "u",
    takes: "value",
    mayBeEmpty: true,
    value: "USER",
    help: "run as this user once started (n2n, else nobody)",
  },
  group: { short: "g", takes: "value", mayBeEmpty: true, value: "GROUP", help: "and this group (the user's)" },
  verbose: { short: "v", long: "verbose", takes: "flag", many: "count", help: "log more; may be repeated" },
  ...webRows,
  ...recordingRows,
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
  ownVersion: { long: "version", takes: "flag", help: "the version of this program" },
} as const satisfies OptionTable;

export const supernodeHelp = `supernode: where the edges of n2n communities meet

  supernode [FILE] [options]          FILE has one option per line, like /etc/n2n/supernode.conf, or is YAML
  supernode --config FILE [options]   the same
  supernode check-config FILE         report each fault in it, with its line
  supernode start [SESSION] [-O SECTION.OPTION=VALUE]…
                                      start like n3n-supernode, from /etc/n3n/SESSION.conf
  supernode convert FILE              print an n2n file as a session file of n3n
  supernode status [-t PORT] [--json] show who is registered with the supernode on this machine
  supernode ctl METHOD [VALUE] [-t PORT]
                                      query it or change it: ctl help, ctl reload_communities, ctl stop
  supernode logs [NAME] [-f] [-n N]   what its unit has logged
  supernode leases [-t PORT] [--json] show the addresses in use, kept for edges that are gone, and reserved

${optionHelp(supernodeTable)}

Each option is also a line of a YAML file and an environment variable: docs/configuration.md.
Signals: SIGTERM and SIGINT end it; SIGHUP reads the file, the list of communities and the reservations again, and logs who is
registered.

Examples
  supernode                    UDP and TCP port 7654 on every address, in the background
  supernode -p 443 -f -v       in the foreground, logging who registers
  supernode -a 10.77.0.0-10.77.255.0/24 -c /etc/n2n/community.list
`;
