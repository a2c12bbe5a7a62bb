import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Instant } from "../../../src/base/instant.ts";
import type { Firewall } from "../../topology/nat/nat.ts";
import { dependentPart } from "./mapped.ts";
import { ExpiringTable } from "./table.ts";
import type { Binding, Translator, Turned } from "./translator.ts";

/** A router that does not translate, and admits packets for which its firewall has a hole. */
export class Untranslated implements Translator {
  readonly #firewall: Firewall | undefined;
  readonly #open = new ExpiringTable<true>();

  constructor(firewall: Firewall | undefined) {
    this.#firewall = firewall;
  }

  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint {
    const firewall = this.#firewall;
    if (firewall !== undefined) {
      const hole = holeKey(firewall, from, to);
      if (firewall.refresh !== "inbound" || !this.#open.has(hole, now)) this.#open.set(hole, true, firewall.idle, now);
    }
    return from;
  }

  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined {
    const firewall = this.#firewall;
    if (firewall === undefined) return to;
    const hole = holeKey(firewall, to, from);
    if (!this.#open.has(hole, now)) return undefined;
    if (firewall.refresh !== "outbound") this.#open.set(hole, true, firewall.idle, now);
    return to;
  }

  hairpin(from: Endpoint, to: Endpoint): Turned {
    return { from, to };
  }

  *bindings(): Generator<Binding> {
    // What is not translated is bound to nothing.
  }
}

const holeKey = ({ filtering }: Firewall, inside: Endpoint, remote: Endpoint): string =>
  `${endpointKey(inside)} ${dependentPart(filtering, remote)}`;
