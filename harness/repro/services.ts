import { nat64Command, nat64Device } from "../lab/nat64.ts";
import { portMappingArguments, portMappingCommand } from "../lab/port-mapping.ts";
import type { LabPlan } from "../lab/plan.ts";
import { namespace } from "../lab/script.ts";
import { resolvConf, resolver, type DnsServer } from "../services/dns/servers.ts";
import { heredoc, quoted } from "./quoted.ts";

/** What the routers of a network run for its hosts, in shell. */
export interface ServicesPart {
  /** Looks for the programs. */
  readonly tools: readonly string[];
  readonly functions: readonly string[];
  /** To be run when the network stands. */
  readonly starts: readonly string[];
}

/**
 * Names are served by dnsmasq, NAT64 by tayga, and ports mapped by miniupnpd, as in the laboratory. DHCP is left out: each host is given the addresses that it got, at the times when it
 * got them, which is all that DHCP does to it.
 */
export function servicesPart({ services }: LabPlan): ServicesPart {
  const { dns, dhcp, nat64, portMapping } = services;
  const has6 = dns.some(({ records }) =>
    Object.values(records)
      .flat()
      .some((address) => address.includes(":")),
  );
  const leases = Object.fromEntries(dhcp.flatMap(({ hosts }) => hosts.map(({ node, address }) => [node, address])));
  return {
    tools: [
      ...(dns.length > 0 ? [needed("dnsmasq", "dnsmasq-base", "names resolve in this network")] : []),
      ...(nat64.length > 0 ? [needed(nat64Command, nat64Command, "this network has NAT64")] : []),
      ...(portMapping.length > 0
        ? [needed(portMappingCommand, "miniupnpd-nftables", "a router of this network maps ports when asked")]
        : []),
    ],
    functions: [
      ...(dns.length > 0 || portMapping.length > 0 ? [openPortFunction] : []),
      ...(dns.length > 0 ? [dnsFunctions] : []),
      ...(nat64.length > 0 ? [nat64Function] : []),
      ...(portMapping.length > 0 ? [portMappingFunction] : []),
    ],
    starts: [
      ...nat64.flatMap(({ router, config, routes }) => [
        `cat > "$WORK/${router}-nat64.conf" ${heredoc(config)}`,
        `nat64 ${router} ${heredoc(routes.join("\n"))}`,
      ]),
      ...portMapping.map(({ router, config, readyPort }) => `map_ports ${router} ${readyPort} ${heredoc(config)}`),
      ...leaseLines(leases, { services }),
      ...nameLines(dns),
      ...dns.map(({ node }) => `serve_names ${node} ${resolver.ipv4}${has6 ? `,${resolver.ipv6}` : ""}`),
      ...(dns.length > 0 ? [`use_resolver ${heredoc(resolvConf(has6))}`] : []),
    ],
  };
}

/** What servers of names answer from now on. */
export const nameLines = (servers: readonly DnsServer[]): readonly string[] =>
  servers.map(({ node, records }) => {
    const lines = Object.entries(records).flatMap(([name, addresses]) => addresses.map((one) => `${one} ${name}`));
    return `answer ${node} ${heredoc(lines.join("\n"))}`;
  });

/** Gives hosts their addresses, as DHCP would. */
export const leaseLines = (
  addresses: Readonly<Record<string, string>>,
  { services }: Pick<LabPlan, "services">,
): readonly string[] =>
  Object.entries(addresses).flatMap(([node, address]) => {
    const gateway = services.dhcp.find(({ hosts }) => hosts.some((host) => host.node === node))!.address;
    return [
      `say ${quoted(`${node}: gets ${address}, in the laboratory by DHCP`)}`,
      `ip -n ${namespace(node)} -4 addr flush dev eth0`,
      `ip -n ${namespace(node)} addr add ${address}/24 dev eth0`,
      `ip -n ${namespace(node)} route replace default via ${gateway}`,
    ];
  });

const needed = (program: string, debianPackage: string, why: string): string =>
  `command -v ${program} >/dev/null || { echo "repro: ${program} is missing, and ${why}; on Debian: apt-get install ${debianPackage}" >&2; exit 69; }`;

/** Tunable, in tenths of a second. */
const tuned = { patience: 50 } as const;

/** `until` waits for a condition of a node. */
const untilPart = (condition: string, complaint: string): string => `  tries=0
  until ${condition}; do
    tries=$((tries + 1))
    [ $tries -le ${tuned.patience} ] || { echo "repro: ${complaint}" >&2; exit 69; }
    sleep 0.1
  done`;

const openPortFunction = `
until_open() { # NODE UDP-PORT LOG
${untilPart(`ip netns exec "natlab-$1" grep -q ":$(printf %04X "$2") " /proc/net/udp`, 'nothing answers at UDP port $2 of $1: $(tail -n 1 "$3")')}
}
`;

const portMappingFunction = `
map_ports() { # ROUTER UDP-PORT
  cat > "$WORK/$1-port-mapping.conf"
  ip netns exec "natlab-$1" ${portMappingArguments('"$WORK/$1-port-mapping.conf"', '"$WORK/$1-port-mapping.pid"').join(" ")} \\
    >"$WORK/log-port-mapping-$1" 2>&1 &
  until_open "$1" "$2" "$WORK/log-port-mapping-$1"
}
`;

const dnsFunctions = `
answer() { # NODE: what the names of its server are, as in /etc/hosts
  cat > "$WORK/names-$1"
  eval "server=\\\${names_$(printf %s "$1" | tr -c 'A-Za-z0-9' _):-}"
  [ -z "$server" ] || kill -HUP "$server"
}

serve_names() { # NODE ADDRESSES
  ip netns exec "natlab-$1" dnsmasq --no-daemon --conf-file=/dev/null --bind-interfaces \\
    --listen-address="$2" --no-resolv --no-hosts --addn-hosts="$WORK/names-$1" --local=/#/ --local-ttl=1 \\
    >"$WORK/log-names-$1" 2>&1 &
  eval "names_$(printf %s "$1" | tr -c 'A-Za-z0-9' _)=$!"
  until_open "$1" 53 "$WORK/log-names-$1"
}

# What programs find in /etc/resolv.conf; this machine's file stays as it is.
use_resolver() {
  cat > "$WORK/resolv.conf"
  file=$(readlink -m /etc/resolv.conf)
  # Nothing is in /run here.
  case $file in
    /run/*) mkdir -p "\${file%/*}" && cat "$WORK/resolv.conf" > "$file" ;;
    *) [ -e "$file" ] || { echo "repro: $file does not exist, so that it cannot be replaced; create an empty one" >&2; exit 69; }
      mount --bind "$WORK/resolv.conf" "$file" ;;
  esac
}
`;

const nat64Function = `
nat64() { # ROUTER
  ip netns exec "natlab-$1" ${nat64Command} --mktun --config "$WORK/$1-nat64.conf" >/dev/null
  ip -n "natlab-$1" -batch -
  ip netns exec "natlab-$1" ${nat64Command} --nodetach --config "$WORK/$1-nat64.conf" >"$WORK/log-nat64-$1" 2>&1 &
${untilPart(`ip -n "natlab-$1" -o link show ${nat64Device} | grep -q LOWER_UP`, '$1 has no NAT64: $(tail -n 1 "$WORK/log-nat64-$1")')}
}
`;
