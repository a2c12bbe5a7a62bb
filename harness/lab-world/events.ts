import { ConfigError } from "../../src/base/config-error.ts";
import type { Cut, Evidence } from "../evidence/evidence.ts";
import { pathCut, type PathCut } from "../evidence/paths/path-cut.ts";
import type { Lab } from "../lab/lab.ts";
import { defaultRoute } from "../lab/plan.ts";
import { apply } from "../nftables-json/apply.ts";
import type { EventOf, NetworkEvent } from "../topology/event.ts";
import type { NetworkState, RouterState } from "../topology/network-state.ts";
import { partitionOf } from "../topology/partition.ts";
import { address6Of, core, upstream } from "../topology/plan/plan-addresses.ts";
import { walk } from "../topology/walk.ts";
import { renewedLease } from "./services/dhcp.ts";
import { updateNames } from "./services/names.ts";
import { cutRuleset, uncutRuleset } from "./nft-path-cut.ts";
import { apart, together } from "./nft-partition.ts";
import { rulesetOf } from "./rulesets.ts";

type Deeds = { [Kind in NetworkEvent["kind"]]: (event: EventOf<Kind>) => Promise<void> };

/**
 * Performs events of a laboratory's network. Every ruleset is read back; whatever a kernel forgets with a link is
 * configured again.
 */
export class LabEvents {
  readonly #lab: Lab;
  readonly #state: NetworkState;
  readonly #deeds: Deeds = {
    flush: ({ router }) => this.#load(router, this.#state.fresh(router)),
    "change-nat": ({ router, nat }) => this.#load(router, this.#state.fresh(router, { declared: nat, nat })),
    renumber: (event) => this.#renumber(event),
    readdress: (event) => this.#readdress(event),
    reboot: (event) => this.#reboot(event),
    "link-down": ({ node }) => this.#linkDown(node),
    "link-up": ({ node }) => this.#linkUp(node),
    "set-link": async ({ node, link }) => {
      this.#state.link(node);
      await this.#lab.setLink(node, link);
      this.#state.changeLink(node, link);
    },
    roam: (event) => this.#roam(event),
    switch: async ({ host, to }) => {
      this.#state.switchTo(host, to);
      await this.#ip(host, ...this.#routes(host));
    },
    partition: ({ a, b }) => this.#nft(core, apart(partitionOf(this.#state.addresses, a, b))),
    heal: ({ a, b }) => this.#nft(core, together(partitionOf(this.#state.addresses, a, b))),
  };

  constructor(lab: Lab, state: NetworkState) {
    this.#lab = lab;
    this.#state = state;
  }

  async happen(event: NetworkEvent): Promise<void> {
    const deed = this.#deeds[event.kind] as (event: NetworkEvent) => Promise<void>;
    await deed(event);
    await updateNames(this.#lab, this.#state);
  }

  async cut(path: Cut, relays: Evidence["relays"]): Promise<void> {
    const cut = this.#closing(path, relays);
    await this.#lab.nft(cut.at.node, cutRuleset(cut));
  }

  async mend(cut: Cut, relays: Evidence["relays"]): Promise<void> {
    await this.#lab.nft(this.#closing(cut, relays).at.node, uncutRuleset);
  }

  #closing(cut: Cut, relays: Evidence["relays"]): PathCut {
    return pathCut(this.#state.addresses, relays, cut, this.#interfaceOf(cut.from));
  }

  async forgetMappings(): Promise<void> {
    await Promise.all([...this.#state.routers.keys()].map((router) => this.#deeds.flush({ kind: "flush", router })));
  }

  /** NATs cannot be measured through links that a story left down. */
  async restore(): Promise<void> {
    await Promise.all([...this.#state.unplugged].map((node) => this.#linkUp(node)));
  }

  #load(router: string, state: RouterState): Promise<void> {
    return this.#nft(router, rulesetOf(state));
  }

  async #renumber({ router }: EventOf<"renumber">): Promise<void> {
    const state = this.#state.renumber(router);
    await this.#load(router, state);
    const ipv6 = state.ipv6 === undefined ? [] : [`addr add ${state.ipv6.external}/64 dev wan`];
    const added = [...state.external.map((address) => `addr add ${address}/24 dev wan`), ...ipv6];
    await this.#ip(router, "addr flush dev wan", ...added, ...this.#routes(router));
  }

  async #readdress({ host }: EventOf<"readdress">): Promise<void> {
    const next = this.#state.readdress(host);
    if (await renewedLease(this.#lab, this.#state, host)) return;
    const addresses = next.map((address) => `addr add ${address}/24 dev eth0`);
    const ipv6 = address6Of(this.#state.addresses, host, "eth0");
    const kept = ipv6 === undefined ? [] : [`addr add ${ipv6}/64 dev eth0 nodad`];
    await this.#ip(host, "addr flush dev eth0 scope global", ...addresses, ...kept, ...this.#routes(host));
  }

  async #reboot({ router, dark }: EventOf<"reboot">): Promise<void> {
    const state = this.#state.fresh(router);
    await this.#ip(router, "link set wan down", "link set lan down");
    await this.#lab.pass(dark);
    await this.#load(router, state);
    await this.#ip(router, "link set lan up", "link set wan up", ...this.#routes(router));
  }

  async #linkDown(node: string): Promise<void> {
    await this.#ip(node, `link set ${this.#state.unplug(node)} down`);
  }

  async #linkUp(node: string): Promise<void> {
    const up = this.#state.plug(node).map((name) => `link set ${name} up`);
    await this.#ip(node, ...up, ...this.#routes(node));
  }

  async #roam({ host, to }: EventOf<"roam">): Promise<void> {
    const left = this.#state.attachment(host);
    const { name, address, gateway } = this.#state.roam(host, to);
    await this.#ip(
      host,
      ...(left === undefined ? [] : [`addr flush dev ${left.name}`, `link set ${left.name} down`]),
      `addr add ${address}/24 dev ${name}`,
      `link set ${name} up`,
      ...(gateway === undefined ? [] : [`route replace default via ${gateway}`]),
    );
  }

  /**
   * A kernel drops the routes through an interface that goes down, and restores only those to the interface's own network.
   */
  #routes(node: string): readonly string[] {
    const { routes, gateways, ipv6 } = this.#state.addresses;
    const gateway6 = ipv6?.gateways[node];
    const plugged = this.#state.uplinks(node).map((place) => place.gateway);
    const ways = (plugged.length > 0 ? plugged : [gateways[node]]).filter((each) => each !== undefined);
    const own = routes.filter((route) => route.node === node);
    return [
      ...ways.map((gateway, rank) => `route replace ${defaultRoute(gateway, rank)}`),
      ...(gateway6 === undefined ? [] : [`route replace default via ${gateway6}`]),
      ...this.#lab.plan.ops.flatMap((op) =>
        op.op === "ip" && op.node === node && op.line.startsWith("route add 255.255.255.255 ")
          ? [op.line.replace("add", "replace")]
          : [],
      ),
      ...own.map(({ to, via }) => `route replace ${to.address}/${to.prefix} via ${via}`),
    ];
  }

  #interfaceOf(name: string): string {
    for (const visited of walk(this.#state.topology))
      if (visited.name === name) return this.#state.attachment(name)?.name ?? upstream(visited.node);
    throw new ConfigError(`unknown node ${name}`);
  }

  #nft(node: string, ruleset: string): Promise<void> {
    return apply((argv, input) => this.#lab.exec(node, argv, input), ruleset);
  }

  #ip(node: string, ...lines: readonly string[]): Promise<void> {
    return this.#lab.ip(node, lines);
  }
}
