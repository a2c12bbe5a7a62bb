import type { IpNet } from "../../../base/address/endpoint.ts";
import type { Mac } from "../../../base/address/mac.ts";
import { contains } from "../../../runtime/network/ip-net.ts";
import type { PeerStatus, RunningEdge } from "../../../status/edge-status.ts";
import { hostLabel } from "./member-name.ts";

/** Tunable: lines of a file, however many peers there seem to be. */
const tuned = { most: 4096 } as const;

/**
 * The members in the form of hosts(5), under a domain, so that no member can take the name of another host. A peer
 * chooses its name, and anybody can send a REGISTER that names an address: names that are no labels, addresses outside
 * the overlay's network and our own address are left out. A name or an address that two peers claim stays with the one that
 * had it first.
 */
export class MemberNames {
  readonly #self: string | undefined;
  readonly #domain: string;
  #owners: ReadonlyMap<string, Mac> = new Map();

  constructor(self: string, domain: string) {
    this.#self = hostLabel(self);
    this.#domain = domain;
  }

  text({ address: own, peers }: Pick<RunningEdge, "address" | "peers">): string {
    const lines: string[] = [];
    const owners = new Map<string, Mac>();
    const known = new Set<string>();
    const add = (name: string, address: string): boolean => {
      if (known.has(name) || known.has(address) || lines.length >= tuned.most) return false;
      known.add(name).add(address);
      return lines.push(`${address} ${name}.${this.#domain}\n`) > 0;
    };
    if (own !== undefined && own.prefix > 0 && this.#self !== undefined) add(this.#self, own.address);
    for (const peer of this.#firstComers(peers)) {
      const named = own === undefined ? undefined : namedIn(own, peer);
      if (named === undefined || !add(named.name, named.address)) continue;
      owners.set(named.name, peer.mac);
      owners.set(named.address, peer.mac);
    }
    this.#owners = owners;
    return `# Members of the overlay, written by the edge: changes are lost.\n${lines.sort().join("")}`;
  }

  #firstComers(peers: readonly PeerStatus[]): readonly PeerStatus[] {
    const before = new Set(this.#owners.values());
    return [...peers.filter(({ mac }) => before.has(mac)), ...peers.filter(({ mac }) => !before.has(mac))];
  }
}

function namedIn(own: IpNet, { address, description }: PeerStatus) {
  const name = hostLabel(description ?? "");
  if (name === undefined || address === undefined || own.prefix === 0) return undefined;
  const isInside = contains(own, address.address) && address.address !== own.address;
  return isInside ? { name, address: address.address } : undefined;
}
