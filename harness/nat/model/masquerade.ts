import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { since, type Instant } from "../../../src/base/instant.ts";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import type { Translation } from "../../topology/nat/nat.ts";
import { ExpiringTable } from "./table.ts";
import type { Binding, Translator } from "./translator.ts";
import type { NatPlace } from "../nft/place.ts";

/**
 * Linux's masquerade, as `nf_nat_core.c` finds a tuple: the external port of another live flow of the same inside
 * endpoint if the new flow can have it, else the inside port, else a random one. A port is taken only towards one
 * remote endpoint, so that inside endpoints share it. The kernel's own randomness is not reproduced.
 */
export class Masquerade implements Translator {
  readonly #nat: Translation;
  readonly #external: string;
  readonly #random: Random;
  /** Inside endpoint and remote endpoint → external port. */
  readonly #flows = new ExpiringTable<Flow>();
  /** External port and remote endpoint → the inside endpoint of packets that come in there; or the router itself. */
  readonly #replies = new ExpiringTable<Endpoint | "router">();

  constructor(nat: Translation, { external, seed }: Pick<NatPlace, "external" | "seed">) {
    this.#nat = nat;
    this.#external = external;
    this.#random = seededRandom(seed);
  }

  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint {
    const port = this.#flows.get(flowKey(from, to), now)?.port ?? this.#choose(from, to, now);
    this.#keep({ inside: from, remote: to, port }, now);
    return { address: this.#external, port };
  }

  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const owner = this.#replies.get(replyKey(to.port, from), now);
    if (owner !== undefined && owner !== "router") {
      this.#keep({ inside: owner, remote: from, port: to.port }, now);
      return owner;
    }
    if (this.#nat.overloading === "unguarded")
      this.#replies.set(replyKey(to.port, from), "router", this.#nat.idle, now);
    return undefined;
  }

  hairpin(): undefined {
    return undefined;
  }

  *bindings(now: Instant): Generator<Binding> {
    for (const [, { inside, port }, until] of this.#flows.living(now)) {
      yield { address: this.#external, port, inside, left: since(now, until) };
    }
  }

  #choose(from: Endpoint, to: Endpoint, now: Instant): number {
    const isFree = (port: number): boolean => !this.#replies.has(replyKey(port, to), now);
    const flows = [...this.#flows.living(now)].map(([, flow]) => flow);
    const latest = flows.findLast(({ inside }) => sameEndpoint(inside, from));
    if (latest !== undefined && isFree(latest.port)) return latest.port;
    for (let port = from.port; ; port = tuned.first + (this.#random.u32() % tuned.count)) if (isFree(port)) return port;
  }

  #keep(flow: Flow, now: Instant): void {
    this.#flows.set(flowKey(flow.inside, flow.remote), flow, this.#nat.idle, now);
    this.#replies.set(replyKey(flow.port, flow.remote), flow.inside, this.#nat.idle, now);
  }
}

/** The kernel chooses among 1024 to 65535 for ports from 1024 upwards. */
const tuned = { first: 1024, count: 64_512 };

interface Flow {
  readonly inside: Endpoint;
  readonly remote: Endpoint;
  readonly port: number;
}

const flowKey = (inside: Endpoint, remote: Endpoint): string => `${endpointKey(inside)} ${endpointKey(remote)}`;
const replyKey = (port: number, remote: Endpoint): string => `${port} ${endpointKey(remote)}`;
