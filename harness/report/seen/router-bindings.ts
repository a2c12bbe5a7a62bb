import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { admitsUdp, type Dependence, type Firewall, type Nat, type Translation } from "../../topology/nat/nat.ts";
import type { RouterNode } from "../../topology/topology.ts";
import { secondsText } from "../../expect/wording.ts";
import type { SeenBinding } from "./schema.ts";

/** What a router did with one datagram. `outside`: of a refused one, what it was for. */
export interface Transit {
  readonly way: "out" | "in" | "refused";
  readonly router: string;
  readonly at: number;
  /** The node that sent the datagram. */
  readonly owner: string;
  readonly inside: Endpoint;
  readonly outside: Endpoint;
  readonly remote: Endpoint;
  /** Refused ones: it came from the internet's side. */
  readonly inbound?: boolean;
}

/** Tunable: remote endpoints that a binding is shown with. */
const tuned = { remotes: 4 } as const;

interface Live {
  readonly binding: SeenBinding;
  /** By what the filter looks at of a remote endpoint: when something was last sent there. */
  readonly sent: Map<string, number>;
  readonly remotes: Set<string>;
  readonly idle: number;
}

interface Rules extends Pick<Translation | Firewall, "filtering" | "idle" | "refresh"> {
  readonly hairpin?: Translation["hairpin"];
  readonly kind: SeenBinding["kind"];
  readonly mapping: Dependence;
}

/** Follows one router; times are instants, and only go on. */
export class RouterBindings {
  readonly #name: string;
  readonly #start: number;
  readonly #ipv6: Nat | undefined;
  #nat: Nat;
  readonly #live = new Map<string, Live>();
  readonly #all: SeenBinding[] = [];

  /** `start`: of the case, from which times in words count. */
  constructor(name: string, { nat, ipv6 }: RouterNode, start: number) {
    this.#name = name;
    this.#start = start;
    this.#nat = nat;
    this.#ipv6 = ipv6;
  }

  /** What it created or used; undefined where the router remembers nothing. */
  pass({ way, at, owner, inside, outside, remote }: Transit): SeenBinding | undefined {
    const rules = this.#rules(inside.address);
    if (rules === undefined) return undefined;
    const { mapping, filtering, idle, refresh } = rules;
    const key = [endpointKey(inside), endpointKey(outside), part(mapping, remote)].join(" ");
    let live = this.#alive(key, at);
    if (live === undefined) {
      // An answer to what was sent before the captures began.
      if (way === "in") return undefined;
      live = { binding: this.#create({ owner, inside, outside, at }), sent: new Map(), remotes: new Set(), idle };
      this.#live.set(key, live);
    } else if (way === "out" ? refresh !== "inbound" : refresh !== "outbound") {
      live.binding.refreshed++;
      live.binding.last = at;
    }
    if (way === "out") this.#towards(live, remote, filtering, at);
    return live.binding;
  }

  /** The rule that refused a datagram; undefined = none that is known. */
  refusal({ at, outside: to, remote: from, inbound = false }: Transit): string | undefined {
    if (!inbound && !this.#isOwn(to)) return this.#refusesOut(to);
    const rules = this.#rules(to.address);
    if (rules === undefined) return undefined;
    if (!inbound && rules.hairpin === "none") return "no hairpinning";
    const alive = this.#aliveWhere(({ outside }) => outside === endpointKey(to), at);
    const port = rules.kind === "mapping" ? `:${to.port}` : endpointKey(to);
    if (alive.length === 0) {
      const last = this.#all.findLast(({ outside }) => outside === endpointKey(to));
      const ended = last?.ended === undefined ? "" : `: ${last.how} at ${secondsText(last.ended - this.#start)}`;
      return `no ${rules.kind} for ${port}${ended}`;
    }
    // A hairpinned datagram is filtered by the endpoint that its sender has outside (RFC 4787 §6).
    const [sender] = inbound ? [] : this.#aliveWhere(({ inside }) => inside === endpointKey(from), at);
    if (!inbound && sender === undefined) return undefined;
    const seen = sender === undefined ? part(rules.filtering, from) : partOf(rules.filtering, sender.binding.outside);
    if (alive.some(({ sent, idle }) => (sent.get(seen) ?? -Infinity) >= at - idle)) return undefined;
    return `${rules.filtering === "address-dependent" ? "ADF" : "APDF"}: nothing had left ${port} for ${seen}`;
  }

  /** `nat`: what the router becomes. */
  forget(at: number, nat?: Nat): void {
    for (const key of [...this.#live.keys()]) {
      const live = this.#alive(key, at);
      if (live !== undefined) this.#close(key, live, at, "forgotten");
    }
    this.#nat = nat ?? this.#nat;
  }

  /** All there were, with what had expired by then. */
  end(until: number): readonly SeenBinding[] {
    for (const key of [...this.#live.keys()]) this.#alive(key, until);
    return this.#all;
  }

  #create({ owner, inside, outside, at }: Pick<Transit, "owner" | "inside" | "outside" | "at">): SeenBinding {
    const binding: SeenBinding = {
      router: this.#name,
      kind: this.#rules(inside.address)!.kind,
      owner,
      inside: endpointKey(inside),
      outside: endpointKey(outside),
      towards: [],
      remotes: 0,
      created: at,
      refreshed: 0,
      last: at,
    };
    this.#all.push(binding);
    return binding;
  }

  #towards({ binding, sent, remotes }: Live, remote: Endpoint, filtering: Dependence, at: number): void {
    sent.set(part(filtering, remote), at);
    if (remotes.has(endpointKey(remote))) return;
    binding.remotes = remotes.add(endpointKey(remote)).size;
    if (binding.towards.length < tuned.remotes) binding.towards.push(endpointKey(remote));
  }

  /** An endpoint that this router shows outside. */
  #isOwn({ address }: Endpoint): boolean {
    return this.#all.some(({ kind, outside }) => kind === "mapping" && addressIn(outside) === address);
  }

  #aliveWhere(holds: (binding: SeenBinding) => boolean, at: number): readonly Live[] {
    const keys = [...this.#live].filter(([, { binding }]) => holds(binding)).map(([key]) => key);
    return keys.flatMap((key) => this.#alive(key, at) ?? []);
  }

  #alive(key: string, at: number): Live | undefined {
    const live = this.#live.get(key);
    if (live === undefined || live.binding.last + live.idle >= at) return live;
    this.#close(key, live, live.binding.last + live.idle, "expired");
    return undefined;
  }

  #close(key: string, { binding }: Live, at: number, how: "expired" | "forgotten"): void {
    binding.ended = at;
    binding.how = how;
    this.#live.delete(key);
  }

  #refusesOut(to: Endpoint): string | undefined {
    const nat = isIpv6(to.address) ? this.#ipv6 : this.#nat;
    return nat !== undefined && !admitsUdp(nat, to.port) ? `UDP to port ${to.port} is not let out` : undefined;
  }

  /** Undefined = it neither translates nor filters. */
  #rules(address: string): Rules | undefined {
    const nat = isIpv6(address) ? this.#ipv6 : this.#nat;
    if (nat === undefined) return undefined;
    if (nat.translates) return { ...nat, kind: "mapping" };
    return nat.firewall && { ...nat.firewall, kind: "hole", mapping: "endpoint-independent" };
  }
}

/** What a rule looks at of a remote endpoint. */
function part(dependence: Dependence, remote: Endpoint): string {
  return partOf(dependence, endpointKey(remote));
}

function partOf(dependence: Dependence, endpoint: string): string {
  return dependence === "address-dependent"
    ? addressIn(endpoint)
    : dependence === "endpoint-independent"
      ? ""
      : endpoint;
}

/** Of an endpoint's text. */
const addressIn = (endpoint: string): string => endpoint.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
