import { ConfigError } from "../base/config-error.ts";
import type { IpNet } from "../base/endpoint.ts";
import { ipBytes, ipText } from "../base/ip-address.ts";
import { type RouteOption, values } from "./values.ts";

/** Takes `-n` in turn; `own`: the edge's address, where it is known. Throws ConfigError for what the kernel would refuse, or lead nowhere. */
export function routeGate(own: IpNet | "auto"): (option: string, text: string) => RouteOption {
  const taken = new Set<string>();
  const home = own === "auto" || own.prefix === 0 ? undefined : own;
  return (option, text) => {
    const route = values.route(option, text);
    const refuse = (why: string) => new ConfigError(`${option} ${text}: ${why}`);
    const { address, prefix } = route.network;
    const network = `${address}/${prefix}`;
    if (!isHost(route.gateway)) throw refuse(`${route.gateway} is no address of a member: give the one that routes`);
    if (address !== "0.0.0.0" && !isHost(address)) throw refuse(`${network} is no network of hosts`);
    if (route.gateway === home?.address) throw refuse("that is this edge itself: give the member that routes");
    if (home !== undefined && network === networkOf(home)) throw refuse("the community's own network needs no route");
    if (taken.has(network)) throw refuse(`there is a route to ${network} already: leave one of the two out`);
    taken.add(network);
    return route;
  };
}

/** Neither "this network", the loopback, nor a group (RFC 6890 §2.2.2). */
function isHost(address: string): boolean {
  const first = ipBytes(address)![0]!;
  return first > 0 && first !== 127 && first < 224;
}

function networkOf({ address, prefix }: IpNet): string {
  const number = Buffer.from(ipBytes(address)!).readUInt32BE();
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number - (number % 2 ** (32 - prefix)));
  return `${ipText(bytes)}/${prefix}`;
}
