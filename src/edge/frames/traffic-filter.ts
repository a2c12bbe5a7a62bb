import { ipBytes } from "../../base/address/ip.ts";

export type FilterVerdict = "accept" | "drop";

/** One end of a rule: a network and a range of ports, both ends included. */
export interface FilterEnd {
  /** IPv4 as a number. */
  readonly address: number;
  readonly prefix: number;
  readonly firstPort: number;
  readonly lastPort: number;
}

/**
 * `-R`: what happens to packets from one end to the other, by protocol. A protocol that is not named does not match.
 */
export interface FilterRule {
  readonly source: FilterEnd;
  readonly destination: FilterEnd;
  readonly tcp?: FilterVerdict;
  readonly udp?: FilterVerdict;
  readonly icmp?: FilterVerdict;
}

/**
 * The gate for `src[/n][:port|:[from,to]],dst[/n][:port|:[from,to]][,TCP±][,UDP±][,ICMP±]` (fact sheet §10.7), where
 * `+` accepts and `-` drops. Undefined = not a rule.
 */
export function parseRule(text: string): FilterRule | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const source = endOf(match.slice(1, 6));
  const destination = endOf(match.slice(6, 11));
  if (source === undefined || destination === undefined) return undefined;
  const rule: { tcp?: FilterVerdict; udp?: FilterVerdict; icmp?: FilterVerdict } = {};
  for (const word of match[11]!.split(",").slice(1)) {
    rule[word.slice(0, -1).toLowerCase() as Protocol] = word.endsWith("+") ? "accept" : "drop";
  }
  return { source, destination, ...rule };
}

/** Rules in the order given. The same filter serves both directions. */
export class TrafficFilter {
  /** Most specific first; the sort is stable, so of equals the first given wins. */
  readonly #rules: readonly FilterRule[];

  constructor(rules: readonly FilterRule[]) {
    this.#rules = [...rules].sort((a, b) => score(b) - score(a));
  }

  /**
   * `frame`: Ethernet II. Anything that is not TCP, UDP or ICMP over IPv4 is accepted, and anything that no rule
   * matches.
   */
  verdict(frame: Uint8Array): FilterVerdict {
    if (this.#rules.length === 0) return "accept";
    const packet = packetIn(frame);
    if (packet === undefined) return "accept";
    const { protocol, source, destination } = packet;
    const rule = this.#rules.find(
      (rule) =>
        rule[protocol] !== undefined &&
        holds(rule.source, source, protocol) &&
        holds(rule.destination, destination, protocol),
    );
    return rule?.[protocol] ?? "accept";
  }
}

type Protocol = "tcp" | "udp" | "icmp";
const protocols: Readonly<Record<number, Protocol>> = { 1: "icmp", 6: "tcp", 17: "udp" };
const allPorts = { first: 0, last: 0xffff } as const;

const endGrammar = String.raw`([0-9.]+)(?:/(\d{1,2}))?(?::(?:(\d{1,5})|\[(\d{1,5}),(\d{1,5})\]))?`;
const grammar = new RegExp(`^${endGrammar},${endGrammar}((?:,(?:TCP|UDP|ICMP)[+-])*)$`);

function endOf([address, prefix = "32", port, first, last]: readonly (string | undefined)[]): FilterEnd | undefined {
  const bytes = ipBytes(address!);
  const end = {
    address: bytes === undefined ? 0 : number(bytes, 0),
    prefix: Number(prefix),
    firstPort: Number(port ?? first ?? allPorts.first),
    lastPort: Number(port ?? last ?? allPorts.last),
  };
  const sound =
    bytes !== undefined && end.prefix <= 32 && end.firstPort <= allPorts.last && end.lastPort <= allPorts.last;
  return sound ? end : undefined;
}

interface Packet {
  readonly protocol: Protocol;
  readonly source: Side;
  readonly destination: Side;
}

/** An end of a packet. ICMP and later fragments have no port. */
interface Side {
  readonly address: number;
  readonly port?: number;
}

/** RFC 791 §3.1, after 14 bytes of Ethernet. */
function packetIn(frame: Uint8Array): Packet | undefined {
  if (frame.length < 34 || frame[12] !== 0x08 || frame[13] !== 0x00) return undefined;
  const protocol = protocols[frame[23]!];
  if (protocol === undefined) return undefined;
  const source = { address: number(frame, 26) };
  const destination = { address: number(frame, 30) };
  const at = 14 + 4 * (frame[14]! & 0x0f);
  const fragment = ((frame[20]! & 0x1f) << 8) | frame[21]!;
  if (protocol === "icmp" || fragment !== 0 || frame.length < at + 4) return { protocol, source, destination };
  const port = (at: number) => (frame[at]! << 8) | frame[at + 1]!;
  return {
    protocol,
    source: { ...source, port: port(at) },
    destination: { ...destination, port: port(at + 2) },
  };
}

/** A rule whose address has host bits matches nothing, as with the reference. */
function holds(end: FilterEnd, { address, port }: Side, protocol: Protocol): boolean {
  const mask = end.prefix === 0 ? 0 : -1 << (32 - end.prefix);
  if ((address & mask) !== (end.address | 0)) return false;
  if (protocol === "icmp") return true;
  // A later fragment is useless without the first one, which has the ports.
  if (port === undefined) return end.firstPort === allPorts.first && end.lastPort === allPorts.last;
  return port >= end.firstPort && port <= end.lastPort;
}

function score({ source, destination }: FilterRule): number {
  return source.prefix + destination.prefix;
}

function number(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}
