/** Programs that were looked for, and the reason why there is no adapter. */
export interface NotAvailable {
  readonly names: readonly string[];
  readonly why: string;
}

/** Of Debian 12 and the npm registry. */
export const notAvailable: readonly NotAvailable[] = [
  {
    names: [
      "zerotier",
      "tailscale",
      "headscale",
      "netbird",
      "easytier",
      "innernet",
      "wesher",
      "vpncloud",
      "peervpn",
      "freelan",
      "cjdns",
      "tuntox",
      "toxvpn",
    ],
    why: "not in Debian's archive",
  },
  { names: ["yggdrasil"], why: "its nodes have IPv6 addresses only, and the pings are IPv4; it does not punch holes" },
  {
    names: ["libp2p-dcutr"],
    why: "js-libp2p's DCUtR dials from another port than the one it listens on, and only addresses that it takes for public, which those of the laboratory (RFC 2544) are not; the adapter libp2p punches with its WebRTC transport instead",
  },
  { names: ["syncthing", "transmission"], why: "carry files, not packets: nothing can be pinged through them" },
  { names: ["vtun", "quicktun"], why: "a client and its server, or two fixed endpoints: there is no path to choose" },
  {
    names: ["gnunet"],
    why: "gnunet-vpn tunnels to an exit, or to one TCP or UDP service of a peer: two nodes cannot ping each other; peers of Debian's 0.19.3 talk over TCP",
  },
  { names: ["gsocket"], why: "connects through a relay server that is not in Debian's archive" },
];

/** Why there is no adapter of that name; undefined = it is not known either. */
export const whyNotAvailable = (name: string): string | undefined =>
  notAvailable.find(({ names }) => names.includes(name))?.why;

/** The table of docs/compatibility.md. */
export const notAvailableTable = (): string =>
  [
    "| program | why there is no adapter |",
    "| --- | --- |",
    ...notAvailable.map(({ names, why }) => `| ${names.map((name) => `\`${name}\``).join(", ")} | ${why} |`),
  ].join("\n");
