import { endpointKey, sameEndpoint, type Endpoint } from "../../src/base/endpoint.ts";
import { seconds, since, type Duration, type Instant } from "../../src/base/instant.ts";
import type { Dependence, Nat, Translation } from "../topology/nat.ts";
import { PortAllocator } from "./model-ports.ts";
import { ExpiringTable } from "./model-table.ts";
import type { NatPlace } from "./nft-place.ts";
import { usualPool } from "./nft-pool.ts";

/**
 * One router's NAT for UDP, as the kernel does it with our rulesets. Where RFC 4787 is silent:
 * - filter state belongs to the mapping (the external port), not to the inside endpoint;
 * - a flow that came in on one port is answered from that port as long as the connection tracker remembers it, even
 *   where the mapping rule would choose another (address-dependent mappings with endpoint-independent filtering);
 * - a mapping that keeps the inside port does so once: further mappings of that socket come from the pool;
 * - a refused packet leaves no state.
 *
 * Not modelled: the kernel gives a packet another source port where it comes in on a second port of a socket that
 * already sent to its sender; here it keeps its own. Only the pairs that `predict.ts` calls races can tell.
 */
export class NatModel {
  private readonly nat: Nat;
  /** The address that inside hosts share. */
  private readonly external: string;
  private readonly ports: PortAllocator;
  /** Inside endpoint and what the mapping depends on → external port. */
  private readonly mappings = new ExpiringTable<number>();
  /** External port → inside endpoint. */
  private readonly owners = new ExpiringTable<Endpoint>();
  /** External port and the remote part that the filter looks at. */
  private readonly permitted = new ExpiringTable<true>();
  /** Inside endpoint and remote endpoint → how the connection tracker translates the flow. */
  private readonly flows = new ExpiringTable<Flow>();

  /** The same place as for the ruleset: with the same seed it hands out the same ports. */
  constructor(nat: Nat, { external, seed, pool = usualPool }: Pick<NatPlace, "external" | "seed" | "pool">) {
    this.nat = nat;
    this.external = external;
    this.ports = new PortAllocator(nat.translates ? nat.ports : "preserving", pool, seed);
  }

  /** A packet from inside to a remote endpoint: the source it leaves with. Undefined = dropped, no port was free. */
  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    if (!this.nat.translates) return from;
    const port = this.send(this.nat, from, to, now);
    return port === undefined ? undefined : { address: this.external, port };
  }

  /** A packet from outside to the external address: the inside endpoint it is for. Undefined = refused. */
  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    if (!this.nat.translates) return to;
    const owner = this.admit(this.nat, from, to, now);
    if (owner === undefined) return undefined;
    const flow = this.track(owner, from, to.port, now);
    if (this.nat.refresh === "both") {
      if (keepsMapping(this.nat, flow, to.port)) {
        this.mappings.set(mappingKey(this.nat, owner, from), to.port, this.nat.idle, now);
      }
      this.refresh(this.nat, to.port, owner, from, now);
    }
    return owner;
  }

  /**
   * A packet from inside to the external address: where it arrives, and the source it has then (RFC 4787 REQ-9a).
   * Undefined = refused, or this NAT does not hairpin. The sender's mapping exists afterwards even when the target's
   * filter refused.
   */
  hairpin(from: Endpoint, to: Endpoint, now: Instant): { readonly from: Endpoint; readonly to: Endpoint } | undefined {
    if (!this.nat.translates) return { from, to };
    if (this.nat.hairpin === "none" || this.owner(to, now) === undefined) return undefined;
    const port = this.send(this.nat, from, to, now);
    if (port === undefined) return undefined;
    const source = { address: this.external, port };
    const owner = this.admit(this.nat, source, to, now);
    if (owner === undefined) return undefined;
    this.track(owner, source, to.port, now);
    return { from: source, to: owner };
  }

  /** The external ports in use. */
  *bindings(now: Instant): Generator<{ readonly port: number; readonly inside: Endpoint; readonly left: Duration }> {
    for (const [port, inside, until] of this.owners.living(now)) {
      yield { port: Number(port), inside, left: since(now, until) };
    }
  }

  private send(nat: Translation, from: Endpoint, to: Endpoint, now: Instant): number | undefined {
    const key = mappingKey(nat, from, to);
    const port = this.tracked(from, to, now)?.port ?? this.mappings.get(key, now) ?? this.allocate(from.port, now);
    if (port === undefined) return undefined;
    const flow = this.tracked(from, to, now) ?? { port, opened: "inside" };
    this.flows.set(flowKey(from, to), flow, trackedFor, now);
    if (keepsMapping(nat, flow, port)) this.mappings.set(key, port, nat.idle, now);
    this.refresh(nat, port, from, to, now);
    return port;
  }

  private allocate(insidePort: number, now: Instant): number | undefined {
    return this.ports.allocate(insidePort, (port) => !this.owners.has(String(port), now));
  }

  private owner(external: Endpoint, now: Instant): Endpoint | undefined {
    return external.address === this.external ? this.owners.get(String(external.port), now) : undefined;
  }

  private admit(nat: Translation, from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const owner = this.owner(to, now);
    if (nat.filtering === "endpoint-independent" || this.permitted.has(filterKey(nat, to.port, from), now))
      return owner;
    return undefined;
  }

  /** The flow still tracked, unless its port has meanwhile gone to somebody else. */
  private tracked(inside: Endpoint, remote: Endpoint, now: Instant): Flow | undefined {
    const flow = this.flows.get(flowKey(inside, remote), now);
    const owner = flow === undefined ? undefined : this.owners.get(String(flow.port), now);
    return owner === undefined || sameEndpoint(owner, inside) ? flow : undefined;
  }

  /** Keeps a flow remembered for a packet that was let in on `port`, or opens one. */
  private track(inside: Endpoint, remote: Endpoint, port: number, now: Instant): Flow {
    const known = this.tracked(inside, remote, now);
    const flow: Flow = known ?? { port, opened: "outside" };
    if (flow.port === port) this.flows.set(flowKey(inside, remote), flow, trackedFor, now);
    return flow;
  }

  private refresh(nat: Translation, port: number, inside: Endpoint, remote: Endpoint, now: Instant): void {
    this.owners.set(String(port), inside, nat.idle, now);
    if (nat.filtering !== "endpoint-independent") {
      this.permitted.set(filterKey(nat, port, remote), true, nat.idle, now);
    }
  }
}

interface Flow {
  readonly port: number;
  readonly opened: "inside" | "outside";
}

/** The maps are the truth and the connection tracker a short cache of them: the timeout that the rulesets give UDP. */
const trackedFor = seconds(1);

/** Answers in a flow from outside use its port without becoming the mapping for that remote endpoint. */
const keepsMapping = (nat: Translation, flow: Flow, port: number): boolean =>
  nat.mapping === "endpoint-independent" || (flow.opened === "inside" && flow.port === port);

const flowKey = (inside: Endpoint, remote: Endpoint): string => `${endpointKey(inside)} ${endpointKey(remote)}`;

const mappingKey = (nat: Translation, inside: Endpoint, remote: Endpoint): string =>
  `${endpointKey(inside)} ${dependentPart(nat.mapping, remote)}`;

const filterKey = (nat: Translation, port: number, remote: Endpoint): string =>
  `${port} ${dependentPart(nat.filtering, remote)}`;

function dependentPart(dependence: Dependence, remote: Endpoint): string {
  switch (dependence) {
    case "endpoint-independent":
      return "";
    case "address-dependent":
      return remote.address;
    case "address-and-port-dependent":
      return endpointKey(remote);
  }
}
