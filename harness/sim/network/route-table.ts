import { ipBytes } from "../../../src/base/address/ip.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";

/** The route to an address: the interface, and the next address on its segment. */
export interface NextHop {
  readonly port: string;
  readonly next: string;
}

/** One node's routes: its own networks, the planned ones, the default gateway. The longest prefix wins. */
export class RouteTable {
  readonly #routes: readonly Route[];
  readonly #known = new Map<string, NextHop | undefined>();

  /** `at`: which interfaces of a host are plugged in, and where its default route leads. */
  constructor(
    plan: AddressPlan,
    node: string,
    at?: { readonly names: readonly string[]; readonly gateway: string | undefined },
  ) {
    const own = plan.interfaces
      .filter((iface) => iface.node === node && at?.names.includes(iface.name) !== false)
      .flatMap((iface) => iface.addresses.map((net): Route => ({ ...range(net), port: iface.name })));
    const port = (via: string) => own.find((route) => covers(route, number(via)))?.port;
    const gateway = at?.gateway ?? plan.gateways[node];
    const gateway6 = plan.ipv6?.gateways[node];
    const gatewayed = [
      ...plan.routes.filter((route) => route.node === node).map(({ to, via }) => ({ to, via })),
      ...(gateway === undefined ? [] : [{ to: { address: "0.0.0.0", prefix: 0 }, via: gateway }]),
      ...(gateway6 === undefined ? [] : [{ to: { address: "::", prefix: 0 }, via: gateway6 }]),
    ];
    const planned = gatewayed.flatMap(({ to, via }): Route[] => {
      const out = port(via);
      return out === undefined ? [] : [{ ...range(to), port: out, via }];
    });
    this.#routes = [...own, ...planned].sort((a, b) => b.prefix - a.prefix);
  }

  /** Undefined = unreachable. */
  to(address: string): NextHop | undefined {
    if (!this.#known.has(address)) this.#known.set(address, this.#find(address));
    return this.#known.get(address);
  }

  #find(address: string): NextHop | undefined {
    const route = this.#routes.find((candidate) => covers(candidate, number(address)));
    return route && { port: route.port, next: route.via ?? address };
  }
}

interface Route {
  readonly first: Position;
  readonly prefix: number;
  readonly port: string;
  /** Absent = on the segment of `port`. */
  readonly via?: string;
}

/** An address as a number, of 32 or 128 bits. */
interface Position {
  readonly bits: number;
  readonly value: bigint;
}

const range = ({ address, prefix }: { address: string; prefix: number }): Pick<Route, "first" | "prefix"> => ({
  first: head(number(address), prefix),
  prefix,
});

const head = ({ bits, value }: Position, prefix: number): Position => {
  const rest = BigInt(bits - prefix);
  return { bits, value: (value >> rest) << rest };
};

const covers = ({ first, prefix }: Route, address: Position): boolean =>
  first.bits === address.bits && first.value === head(address, prefix).value;

/** Of no bits, which no route covers, for what is not an address. */
function number(address: string): Position {
  const bytes = ipBytes(address) ?? new Uint8Array(0);
  return { bits: bytes.length * 8, value: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) };
}
