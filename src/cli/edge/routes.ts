import { ConfigError } from "../../base/config-error.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { type RouteOption, values } from "../options/values.ts";

/** Parses `-n`. Throws ConfigError for what the kernel would refuse. */
export function memberRoute(option: string, text: string): RouteOption {
  const route = values.route(option, text);
  const { network, gateway } = route;
  if (!isHost(gateway))
    throw new ConfigError(
      `${option} ${text}: ${gateway} is not the address of a member: give that of the member that routes`,
    );
  if (network.address !== "0.0.0.0" && !isHost(network.address))
    throw new ConfigError(`${option} ${text}: ${textOf(network)} is not a network of hosts`);
  return route;
}

/**
 * Of the given routes, those that are useful, and a warning about each of the others: n2n starts with them as well.
 * `own`: the edge's address, if known.
 */
export function usefulRoutes(
  asked: readonly RouteOption[],
  own: IpNet | "auto",
): { readonly routes: readonly RouteOption[]; readonly warnings: readonly string[] } {
  const home = own === "auto" || own.prefix === 0 ? undefined : own;
  const routes = new Map<string, RouteOption>();
  const warnings: string[] = [];
  for (const route of asked) {
    const network = textOf(route.network);
    const useless = (why: string): unknown => warnings.push(`-n ${network}:${route.gateway} does not count: ${why}`);
    const known = routes.get(network);
    if (route.gateway === home?.address) useless("that is this edge itself");
    else if (home !== undefined && network === networkOf(home)) useless("the community's own network needs no route");
    else if (known !== undefined) useless(`the route to it by ${known.gateway} does`);
    else routes.set(network, route);
  }
  return { routes: [...routes.values()], warnings };
}

/** Not "this network", not loopback, not multicast (RFC 6890 §2.2.2). */
function isHost(address: string): boolean {
  const first = ipBytes(address)![0]!;
  return first > 0 && first !== 127 && first < 224;
}

const textOf = ({ address, prefix }: IpNet): string => `${address}/${prefix}`;

function networkOf({ address, prefix }: IpNet): string {
  const number = Buffer.from(ipBytes(address)!).readUInt32BE();
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number - (number % 2 ** (32 - prefix)));
  return textOf({ address: ipText(bytes), prefix });
}
