import { endpointKey, type Endpoint } from "../../src/base/address/endpoint.ts";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { milliseconds, type Duration } from "../../src/base/instant.ts";
import type { Cut, Evidence } from "../evidence/evidence.ts";
import { pathCut, type PathCut } from "../evidence/paths/path-cut.ts";
import type { EventOf, NetworkEvent } from "../topology/event.ts";
import { partitionOf } from "../topology/partition.ts";
import { upstream } from "../topology/plan/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { Network } from "./network/network.ts";

type Deeds = { [Kind in NetworkEvent["kind"]]: (event: EventOf<Kind>) => void | Promise<void> };

/** Performs events of a simulated network. `pass` advances virtual time. */
export class SimEvents {
  readonly #network: Network;
  readonly #pass: (time: Duration) => Promise<void>;
  readonly #deeds: Deeds;

  constructor(network: Network, pass: (time: Duration) => Promise<void>) {
    this.#network = network;
    this.#pass = pass;
    const { state, partitions, cables } = network;
    this.#deeds = {
      flush: ({ router }) => this.#flush(router),
      "change-nat": ({ router, nat }) => this.#load(router, () => state.fresh(router, { declared: nat, nat })),
      renumber: ({ router }) => this.#load(router, () => state.renumber(router)),
      readdress: async ({ host }) => {
        state.readdress(host);
        await this.#pass(renewal(state.topology, host));
        network.node(host)!.replug();
      },
      reboot: (event) => this.#reboot(event),
      "link-down": ({ node }) => {
        cables.setDown(node, state.unplug(node), true);
        network.node(node)?.replug();
      },
      "link-up": ({ node }) => this.#linkUp(node),
      "set-link": ({ node, link }) => {
        state.changeLink(node, link);
        cables.setLink(node, link);
      },
      roam: ({ host, to }) => this.#roam(host, to),
      switch: ({ host, to }) => {
        state.switchTo(host, to);
        network.node(host)!.replug();
      },
      partition: ({ a, b }) => {
        const { name, ...sides } = partitionOf(state.addresses, a, b);
        partitions.set(name, sides.a, sides.b);
      },
      heal: ({ a, b }) => partitions.heal(partitionOf(state.addresses, a, b).name),
    };
  }

  async happen(event: NetworkEvent): Promise<void> {
    const deed = this.#deeds[event.kind] as (event: NetworkEvent) => void | Promise<void>;
    await deed(event);
  }

  cut(cut: Cut, relays: Evidence["relays"]): void {
    const { at, towards, sparing, only } = this.#closing(cut, relays);
    const spared = new Set(sparing.map(endpointKey));
    const isTheirs = (to: Endpoint): boolean => towards.includes(to.address) && !spared.has(endpointKey(to));
    this.#network.cables.close(at, ({ to }) => isTheirs(to) !== only);
  }

  mend(cut: Cut, relays: Evidence["relays"]): void {
    this.#network.cables.close(this.#closing(cut, relays).at, undefined);
  }

  #closing(cut: Cut, relays: Evidence["relays"]): PathCut {
    return pathCut(this.#network.plan, relays, cut, this.#port(cut.from));
  }

  forgetMappings(): void {
    for (const router of this.#network.state.routers.keys()) this.#flush(router);
  }

  /** NATs cannot be measured through links that a story left down. */
  restore(): void {
    for (const node of this.#network.state.unplugged) this.#linkUp(node);
  }

  #linkUp(node: string): void {
    const { state, cables } = this.#network;
    for (const name of state.plug(node)) cables.setDown(node, name, false);
    this.#network.node(node)?.replug();
  }

  #flush(router: string): void {
    this.#load(router, () => this.#network.state.fresh(router));
  }

  #load(router: string, change: () => void): void {
    change();
    const there = this.#network.router(router);
    if (there === undefined) throw new Bug(`the state knows the router ${router} and the network does not`);
    there.load();
  }

  async #reboot({ router, dark }: EventOf<"reboot">): Promise<void> {
    const { cables, state } = this.#network;
    this.#load(router, () => state.fresh(router));
    const dimmed = (down: boolean): void => ["wan", "lan"].forEach((port) => cables.setDown(router, port, down));
    dimmed(true);
    await this.#pass(dark);
    dimmed(false);
  }

  #roam(host: string, to: string): void {
    const { state, cables } = this.#network;
    const left = state.attachment(host);
    const there = state.roam(host, to);
    if (left !== undefined) cables.setDown(host, left.name, true);
    cables.setDown(host, there.name, false);
    this.#network.node(host)!.replug();
  }

  #port(name: string): string {
    const attached = this.#network.state.attachment(name);
    return attached?.name ?? upstream(this.#nodeOf(name));
  }

  #nodeOf(name: string) {
    for (const visited of walk(this.#network.state.topology)) if (visited.name === name) return visited.node;
    throw new ConfigError(`unknown node ${name}`);
  }
}

/** How long a host waits until it renews its lease; a fixed address changes at once. */
function renewal(topology: Topology, host: string): Duration {
  const visited = [...walk(topology)].find(({ name }) => name === host);
  return milliseconds((visited?.above[0]?.router.dhcp?.lease ?? 0) / 2);
}
