import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Instant } from "../../../src/base/instant.ts";
import { admitsUdp, type Nat } from "../../topology/nat/nat.ts";
import { Untranslated } from "./firewall.ts";
import { MappedNat } from "./mapped.ts";
import { Masquerade } from "./masquerade.ts";
import type { Binding, Translator, Turned } from "./translator.ts";
import { PrefixTranslated } from "./prefix.ts";
import type { Prefixes } from "../nft/prefix.ts";
import type { NatPlace } from "../nft/place.ts";

/**
 * One router's NAT for UDP, exactly as the kernel does it with our rulesets. Where RFC 4787 is silent:
 * - filter state belongs to the mapping (the external port), not to the inside endpoint;
 * - a flow that came in on one port is answered from that port as long as the connection tracker remembers it, even
 *   where the mapping rule would choose another (address-dependent mappings with endpoint-independent filtering);
 * - only one mapping keeps the inside port: further mappings of that socket get ports from the pool;
 * - a refused packet leaves no state.
 *
 * Not modelled: the kernel gives a packet another source port if it comes in on a second port of a socket that already
 * sent to its sender; here it keeps its own. This matters only for pairs that `predict.ts` calls races.
 */
export class NatModel implements Translator {
  readonly #nat: Nat;
  readonly #translator: Translator;

  /** The same place as for the ruleset: with the same seed it allocates the same ports. */
  constructor(nat: Nat, at: Pick<NatPlace, "external" | "others" | "seed" | "pool"> & Partial<Prefixes>) {
    this.#nat = nat;
    this.#translator = translatorOf(nat, at);
  }

  /** A packet from inside to a remote endpoint: the source it leaves with. Undefined = dropped, no port was free. */
  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    return admitsUdp(this.#nat, to.port) ? this.#translator.outbound(from, to, now) : undefined;
  }

  /** A packet from outside to the external address: the inside endpoint it is for. Undefined = refused. */
  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    return admitsUdp(this.#nat, from.port) ? this.#translator.inbound(from, to, now) : undefined;
  }

  /**
   * A packet from inside to the external address: where it arrives, and with which source (RFC 4787 REQ-9a).
   * Undefined = refused, or this NAT does not hairpin. The sender's mapping exists afterwards even if the target's
   * filter refused.
   */
  hairpin(from: Endpoint, to: Endpoint, now: Instant): Turned | undefined {
    return this.#translator.hairpin(from, to, now);
  }

  /** The external endpoints in use. */
  bindings(now: Instant): Generator<Binding> {
    return this.#translator.bindings(now);
  }
}

function translatorOf(nat: Nat, at: ConstructorParameters<typeof NatModel>[1]): Translator {
  if (!nat.translates) {
    const { inside, outside } = at;
    if (inside === undefined || outside === undefined) return new Untranslated(nat.firewall);
    return new PrefixTranslated(nat.firewall, { inside, outside });
  }
  return nat.overloading === undefined ? new MappedNat(nat, at) : new Masquerade(nat, at);
}
