import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { since, type Duration, type Instant } from "../../../src/base/instant.ts";
import type { Dependence, Translation } from "../../topology/nat/nat.ts";
import { flowFromOutside, shortly } from "./flow-life.ts";
import { changed } from "../nft/keys.ts";
import { AddressPool, PortAllocator } from "./ports.ts";
import { ExpiringTable } from "./table.ts";
import type { Binding, Translator, Turned } from "./translator.ts";
import { externalsOf, type NatPlace } from "../nft/place.ts";
import { usualPool } from "../nft/pool.ts";

/** A NAT that keeps its own tables, as the rulesets of `../nft/policy.ts` do. */
export class MappedNat implements Translator {
  readonly #nat: Translation;
  readonly #ports: PortAllocator;
  readonly #addresses: AddressPool;
  /** Inside endpoint and what the mapping depends on → external endpoint. */
  readonly #mappings = new ExpiringTable<Endpoint>();
  /** The same for mappings created after the NAT changed its behaviour (RFC 4787 REQ-11), and their external endpoints. */
  readonly #changedMappings = new ExpiringTable<Endpoint>();
  readonly #changed = new ExpiringTable<true>();
  /** Inside address, or mapping → the one of several external addresses that it uses. */
  readonly #addressOf = new ExpiringTable<string>();
  /** External endpoint → itself and the inside endpoint. */
  readonly #owners = new ExpiringTable<{ readonly inside: Endpoint; readonly outside: Endpoint }>();
  /** External endpoint and the part of the remote endpoint that the filter considers. */
  readonly #permitted = new ExpiringTable<true>();
  /** Inside endpoint and remote endpoint → how the connection tracker translates the flow. */
  readonly #flows = new ExpiringTable<Flow>();

  constructor(nat: Translation, at: Pick<NatPlace, "external" | "others" | "seed" | "pool">) {
    this.#nat = nat;
    this.#ports = new PortAllocator(nat, at.pool ?? usualPool, at.seed);
    this.#addresses = new AddressPool(nat, externalsOf(at));
  }

  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const tracked = this.#tracked(from, to, now);
    const outside = tracked?.outside ?? this.#mapped(from, to, now) ?? this.#allocate(from, to, now);
    if (outside === undefined) return undefined;
    const flow = tracked ?? { outside, opened: "inside" };
    this.#flows.set(flowKey(from, to), flow, this.#life(flow), now);
    this.#keep(flow, from, to, outside, "outbound", now);
    this.#refresh(outside, from, to, "outbound", now);
    return outside;
  }

  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const owner = this.#admit(from, to, now);
    if (owner === undefined) return undefined;
    const flow = this.#track(owner, from, to, now);
    if (this.#nat.refresh !== "outbound") {
      this.#keep(flow, owner, from, to, "inbound", now);
      this.#refresh(to, owner, from, "inbound", now);
    }
    return owner;
  }

  hairpin(from: Endpoint, to: Endpoint, now: Instant): Turned | undefined {
    if (this.#nat.hairpin === "none" || this.#owners.get(endpointKey(to), now) === undefined) return undefined;
    const outside = this.outbound(from, to, now);
    if (outside === undefined) return undefined;
    const owner = this.#admit(outside, to, now);
    if (owner === undefined) return undefined;
    // A host refuses packets from outside with its own address as source.
    if (this.#nat.hairpin === "internal-source") {
      return from.address === owner.address ? undefined : { from, to: owner };
    }
    this.#track(owner, outside, to, now);
    return { from: outside, to: owner };
  }

  *bindings(now: Instant): Generator<Binding> {
    for (const [, { inside, outside }, until] of this.#owners.living(now)) {
      yield { ...outside, inside, left: since(now, until) };
    }
  }

  #mapped(inside: Endpoint, remote: Endpoint, now: Instant): Endpoint | undefined {
    const after = changed(this.#nat);
    const late = after && this.#changedMappings.get(mappingKey(after, inside, remote), now);
    return late ?? this.#mappings.get(mappingKey(this.#nat, inside, remote), now);
  }

  #allocate(inside: Endpoint, remote: Endpoint, now: Instant): Endpoint | undefined {
    const mapping = mappingKey(this.#nat, inside, remote);
    const own = this.#addressOf.get(this.#addressKey(mapping, inside), now);
    const address = own ?? this.#addresses.next();
    const isFree = (port: number) => !this.#owners.has(endpointKey({ address, port }), now);
    const port = this.#ports.allocate(inside, isFree);
    const { limit } = this.#nat;
    if (port === undefined || (limit !== undefined && this.#owners.size(now) >= limit)) return undefined;
    const outside = { address, port };
    if (this.#changes(inside, port, now)) this.#changed.set(endpointKey(outside), true, this.#nat.idle, now);
    return outside;
  }

  #changes(inside: Endpoint, port: number, now: Instant): boolean {
    const { change } = this.#nat;
    if (change === undefined) return false;
    return change.on === "clash" ? port !== inside.port : this.#mappings.size(now) >= change.mappings;
  }

  #admit(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const open =
      this.#nat.filtering === "endpoint-independent" || this.#permitted.has(filterKey(this.#nat, to, from), now);
    return open ? this.#owners.get(endpointKey(to), now)?.inside : undefined;
  }

  /** The flow if it is still tracked and its port was not given to another endpoint meanwhile. */
  #tracked(inside: Endpoint, remote: Endpoint, now: Instant): Flow | undefined {
    const flow = this.#flows.get(flowKey(inside, remote), now);
    const owner = flow === undefined ? undefined : this.#owners.get(endpointKey(flow.outside), now)?.inside;
    return owner === undefined || sameEndpoint(owner, inside) ? flow : undefined;
  }

  #life({ opened }: Flow): Duration {
    return opened === "inside" ? shortly : flowFromOutside(this.#nat);
  }

  /** Refreshes or opens a flow for a packet that was let in at `outside`. */
  #track(inside: Endpoint, remote: Endpoint, outside: Endpoint, now: Instant): Flow {
    const known = this.#tracked(inside, remote, now);
    const flow: Flow = known ?? { outside, opened: "outside" };
    if (sameEndpoint(flow.outside, outside)) this.#flows.set(flowKey(inside, remote), flow, this.#life(flow), now);
    return flow;
  }

  #keep(flow: Flow, inside: Endpoint, remote: Endpoint, outside: Endpoint, by: Direction, now: Instant): void {
    const after = this.#changed.has(endpointKey(outside), now) ? changed(this.#nat) : undefined;
    if (after !== undefined) this.#write(this.#changed, endpointKey(outside), true, by, now);
    const nat = after ?? this.#nat;
    if (!keepsMapping(nat, flow, outside)) return;
    const mapping = mappingKey(nat, inside, remote);
    this.#write(after === undefined ? this.#mappings : this.#changedMappings, mapping, outside, by, now);
    this.#write(this.#addressOf, this.#addressKey(mapping, inside), outside.address, by, now);
  }

  #refresh(outside: Endpoint, inside: Endpoint, remote: Endpoint, by: Direction, now: Instant): void {
    this.#write(this.#owners, endpointKey(outside), { inside, outside }, by, now);
    if (this.#nat.filtering !== "endpoint-independent") {
      this.#write(this.#permitted, filterKey(this.#nat, outside, remote), true, by, now);
    }
  }

  /** A direction that may not refresh an entry may still create it. */
  #write<V>(table: ExpiringTable<V>, key: string, value: V, by: Direction, now: Instant): void {
    if (by === "outbound" && this.#nat.refresh === "inbound" && table.has(key, now)) return;
    table.set(key, value, this.#nat.idle, now);
  }

  #addressKey(mapping: string, inside: Endpoint): string {
    return this.#nat.pooling?.kind === "paired" ? inside.address : mapping;
  }
}

type Direction = "outbound" | "inbound";

interface Flow {
  readonly outside: Endpoint;
  readonly opened: "inside" | "outside";
}

/** Answers in a flow from outside use its port without becoming the mapping for that remote endpoint. */
const keepsMapping = (nat: Translation, flow: Flow, outside: Endpoint): boolean =>
  nat.mapping === "endpoint-independent" || (flow.opened === "inside" && sameEndpoint(flow.outside, outside));

const flowKey = (inside: Endpoint, remote: Endpoint): string => `${endpointKey(inside)} ${endpointKey(remote)}`;

const mappingKey = (nat: Translation, inside: Endpoint, remote: Endpoint): string =>
  `${endpointKey(inside)} ${dependentPart(nat.mapping, remote)}`;

const filterKey = (nat: Translation, outside: Endpoint, remote: Endpoint): string =>
  `${endpointKey(outside)} ${dependentPart(nat.filtering, remote)}`;

/** The part of a remote endpoint that matters. */
export function dependentPart(dependence: Dependence, remote: Endpoint): string {
  switch (dependence) {
    case "endpoint-independent":
      return "";
    case "address-dependent":
      return remote.address;
    case "address-and-port-dependent":
      return endpointKey(remote);
  }
}
