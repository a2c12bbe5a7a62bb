import { ConfigError } from "../../src/base/config-error.ts";
import { walk, type Visited } from "./walk.ts";
import { nat6Trouble, natTrouble } from "./nat/check.ts";
import type { Nat } from "./nat/nat.ts";
import { addressCount } from "./plan/plan-addresses.ts";
import { portMappingTrouble } from "./port-mapping.ts";
import type { HostNode, RouterNode, Topology } from "./topology.ts";

/** Set by the kernel: interface names have at most 15 characters (IFNAMSIZ), and "to-NAME" is one. */
const longestName = 12;
/** Set by the address plan: one third octet a network, .101 upwards in a LAN. */
const most = { networks: 250, inOneLan: 100, addresses: 100 };

/** Returns its argument, or throws a ConfigError that says where and what would be right. */
export function checkTopology<Checked extends Topology>(topology: Checked): Checked {
  const seen = new Map<string, string>();
  const nodes = [...walk(topology)];
  for (const { name, node, path, above } of nodes) {
    if (!new RegExp(`^[a-zA-Z][a-zA-Z0-9-]{0,${longestName - 1}}$`).test(name)) {
      throw new ConfigError(
        `${path}: ${JSON.stringify(name)} is not a node name; write a letter, then letters, digits or dashes, ${longestName} characters at most`,
      );
    }
    if (name === "internet") {
      throw new ConfigError(`${path}: "internet" is the core that every laboratory has; choose another name`);
    }
    const before = seen.get(name);
    if (before !== undefined) {
      throw new ConfigError(`${path}: the name is taken by ${before}; names are unique in a topology`);
    }
    seen.set(name, path);
    if (node.kind === "host") {
      checkAddresses(node.addresses, path, above.length);
      checkRouters(node.roams ?? [], `${path}.roams`, nodes);
      checkUplinks(node, path, above, nodes);
      if (node.ipv6 && above.length > 0) {
        throw new ConfigError(`${path}.ipv6: a host in a LAN has IPv6 by its router; write it there`);
      }
    } else {
      checkLan(node.lan, path);
      checkNat(node.nat, `${path}.nat`);
      if (node.builtAs !== undefined) checkNat(node.builtAs, `${path}.builtAs`);
      checkNat64(node, `${path}.nat64`, name, nodes);
      checkDhcp(node, `${path}.dhcp`, nodes);
      checkPortMapping(node, path, above.length === 0);
      if (node.ipv6 !== undefined) checkNat6(node.ipv6, `${path}.ipv6`, above.length);
    }
  }
  if (nodes.length > most.networks) {
    throw new ConfigError(
      `nodes: ${nodes.length} are more than the address plan holds; write ${most.networks} at most`,
    );
  }
  return topology;
}

function checkPortMapping({ portMapping, nat }: RouterNode, path: string, isOutermost: boolean): void {
  if (portMapping === undefined) return;
  const trouble = portMappingTrouble(portMapping, { translates: nat.translates, isOutermost });
  if (trouble !== undefined) throw new ConfigError(`${path}.portMapping: ${trouble}`);
}

function checkNat64(router: RouterNode, path: string, name: string, nodes: readonly Visited[]): void {
  if (router.nat64 !== true) return;
  const refuse = (why: string): never => {
    throw new ConfigError(`${path}: ${why}`);
  };
  if (router.ipv6 === undefined) refuse('its LAN needs IPv6; write e.g. ipv6: "ipv6-home"');
  if (!router.nat.translates) refuse("it translates to an IPv4 address of the router, so nat must translate");
  if (router.dhcp !== undefined || router.portMapping !== undefined)
    refuse("its hosts have no IPv4; leave out dhcp and portMapping");
  const inner = Object.entries(router.lan).find(([, node]) => node.kind === "router")?.[0];
  if (inner !== undefined) refuse(`${inner} is a router, which would have no IPv4; put hosts into its LAN only`);
  const guest = nodes.find(({ node, above }) => node.kind === "host" && (node.roams ?? node.uplinks) && [above[0]?.name, ...(node.roams ?? []), ...(node.uplinks ?? [])].includes(name)); // prettier-ignore
  if (guest !== undefined) refuse(`${guest.name} roams or has uplinks, which needs IPv4; leave one out`);
}

/** Whole seconds on the wire, and time to renew. */
const leaseLeast = 2000;

function checkDhcp({ dhcp, lan }: RouterNode, path: string, nodes: readonly Visited[]): void {
  if (dhcp === undefined) return;
  if (!(dhcp.lease >= leaseLeast) || dhcp.lease % 1000 !== 0)
    throw new ConfigError(`${path}.lease: ${dhcp.lease} ms; write whole seconds, 2 at least, e.g. "10s"`);
  const names = new Set(nodes.filter(({ node }) => node.kind === "router" && node.lan === lan).map(({ name }) => name));
  for (const { name, node, above } of nodes) {
    if (node.kind !== "host" || (node.roams ?? node.uplinks) === undefined) continue;
    if ([above[0]?.name, ...(node.roams ?? []), ...(node.uplinks ?? [])].some((one) => names.has(one ?? "")))
      throw new ConfigError(`${path}: ${name} roams or has uplinks, which needs a fixed address; leave one out`);
  }
}

function checkAddresses(addresses: number, path: string, routersAbove: number): void {
  if (!Number.isInteger(addresses) || addresses < 1 || addresses > most.addresses) {
    throw new ConfigError(`${path}.addresses: ${addresses} is not a number of addresses; write 1 to ${most.addresses}`);
  }
  if (addresses > 1 && routersAbove > 0) {
    throw new ConfigError(`${path}.addresses: only a host at the top has several; write 1 or leave it out`);
  }
}

function checkRouters(names: readonly string[], path: string, nodes: readonly Visited[]): void {
  for (const to of names) {
    if (nodes.some(({ name, node }) => name === to && node.kind === "router")) continue;
    const routers = nodes.flatMap(({ name, node }) => (node.kind === "router" ? [name] : []));
    throw new ConfigError(`${path}: ${JSON.stringify(to)} is not a router; choose from ${routers.join(", ")}`);
  }
}

function checkUplinks(
  { uplinks, roams }: HostNode,
  path: string,
  above: Visited["above"],
  nodes: readonly Visited[],
): void {
  if (uplinks === undefined) return;
  checkRouters(uplinks, `${path}.uplinks`, nodes);
  const [home] = above;
  const refuse = (why: string): never => {
    throw new ConfigError(`${path}.uplinks: ${why}`);
  };
  if (home === undefined) return refuse("a public host has none; put it in the LAN of its first router");
  const places = [home.name, ...uplinks];
  const twice = places.find((name, i) => places.indexOf(name) !== i);
  if (twice !== undefined) refuse(`${twice} is named twice, or is the router that the host is behind already`);
  if (roams !== undefined) refuse("a host either roams or has uplinks; leave one out");
  if (home.router.ipv6 !== undefined) refuse(`a host with uplinks has IPv4 only; leave out the ipv6 of ${home.name}`);
}

function checkLan(lan: RouterNode["lan"], path: string): void {
  const size = Object.keys(lan).length;
  const addresses = Object.values(lan).reduce((sum, node) => sum + addressCount(node), 0);
  if (size < 1 || addresses > most.inOneLan) {
    throw new ConfigError(
      `${path}.lan: ${size === addresses ? size : `${addresses} addresses in ${size}`} nodes; write 1 to ${most.inOneLan}`,
    );
  }
}

function checkNat(nat: Nat, path: string): void {
  const trouble = natTrouble(nat);
  if (trouble !== undefined) throw new ConfigError(`${path}.${trouble}`);
}

function checkNat6(nat: Nat, path: string, routersAbove: number): void {
  if (routersAbove > 0) throw new ConfigError(`${path}: only a router at the top does IPv6; leave it out`);
  const trouble = nat6Trouble(nat);
  if (trouble !== undefined) throw new ConfigError(`${path}.${trouble}`);
}
