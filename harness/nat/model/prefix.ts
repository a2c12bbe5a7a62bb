import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Instant } from "../../../src/base/instant.ts";
import { translatePrefix } from "../../topology/nat/npt.ts";
import { Untranslated } from "./firewall.ts";
import type { Prefixes } from "../nft/prefix.ts";

/** RFC 6296: another prefix and the same port, without state; the firewall, if any, is on the inside. */
export class PrefixTranslated extends Untranslated {
  readonly #inside: string;
  readonly #shown: string;

  constructor(firewall: ConstructorParameters<typeof Untranslated>[0], { inside, outside }: Required<Prefixes>) {
    super(firewall);
    this.#inside = `${inside}::`;
    this.#shown = `${outside}::`;
  }

  override outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint {
    const { address, port } = super.outbound(from, to, now);
    return { address: translatePrefix(address, this.#inside, this.#shown), port };
  }

  override inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    return super.inbound(from, { ...to, address: translatePrefix(to.address, this.#shown, this.#inside) }, now);
  }
}
