import { after, seconds, type Duration, type Instant } from "../../../src/base/instant.ts";
import type { Mac } from "../../../src/base/address/mac.ts";
import type { Machine } from "../../../src/base/machine.ts";
import type { Random } from "../../../src/base/random.ts";
import type { DhcpMessage } from "./message.ts";

export type DhcpEvent =
  { readonly kind: "start" } | { readonly kind: "message"; readonly message: DhcpMessage } | { readonly kind: "tick" };

/** What the interface gets. */
export interface DhcpLease {
  readonly address: string;
  readonly mask: string;
  readonly router?: string | undefined;
}

export type DhcpAction =
  /** `to`: a server's address; absent = broadcast. */
  | { readonly kind: "send"; readonly message: DhcpMessage; readonly to?: string }
  | { readonly kind: "configure"; readonly lease: DhcpLease }
  | { readonly kind: "unconfigure"; readonly lease: DhcpLease };

/** Tunable. */
const tuned = { firstRetry: 250, retryMost: 4000 } as const;

/** RFC 2131 §4.4.5: shares of the lease after which a client renews it, and asks any server. */
const spec = { renew: 0.5, rebind: 0.875 } as const;

type State =
  | { readonly is: "selecting" }
  | { readonly is: "requesting"; readonly offered: DhcpMessage }
  | { readonly is: "bound"; readonly lease: DhcpLease; readonly server: string; readonly times: Times };

interface Times {
  readonly renew: Instant;
  readonly rebind: Instant;
  readonly end: Instant;
}

/** A client of DHCP (RFC 2131 §4.4) for one interface. It does not probe an address before it uses it. */
export class DhcpClient implements Machine<DhcpEvent, DhcpAction> {
  readonly #mac: Mac;
  readonly #random: Random;
  #state: State = { is: "selecting" };
  #xid = 0;
  #wake: Instant | undefined;
  #retry: Duration = tuned.firstRetry as Duration;

  constructor(mac: Mac, random: Random) {
    this.#mac = mac;
    this.#random = random;
  }

  /** Absent = it has none. */
  get lease(): DhcpLease | undefined {
    return this.#state.is === "bound" ? this.#state.lease : undefined;
  }

  nextWake(): Instant | undefined {
    return this.#wake;
  }

  handle(event: DhcpEvent, now: Instant): DhcpAction[] {
    if (event.kind === "start") return this.#begin(now);
    if (event.kind === "message") return this.#heard(event.message, now);
    return this.#wake !== undefined && now >= this.#wake ? this.#due(now) : [];
  }

  #begin(now: Instant): DhcpAction[] {
    this.#state = { is: "selecting" };
    this.#xid = this.#random.u32();
    this.#retry = tuned.firstRetry as Duration;
    return this.#ask({ kind: "discover" }, now);
  }

  /** Sends, and waits twice as long as before for the answer. */
  #ask(what: Pick<DhcpMessage, "kind" | "has" | "requested" | "server">, now: Instant, to?: string): DhcpAction[] {
    this.#wake = after(now, this.#retry);
    this.#retry = Math.min(this.#retry * 2, tuned.retryMost) as Duration;
    return [{ kind: "send", message: { ...what, xid: this.#xid, client: this.#mac }, ...(to !== undefined && { to }) }];
  }

  #heard(message: DhcpMessage, now: Instant): DhcpAction[] {
    if (message.xid !== this.#xid || message.client !== this.#mac || message.server === undefined) return [];
    const state = this.#state;
    if (message.kind === "offer" && state.is === "selecting" && message.gets !== undefined) {
      this.#state = { is: "requesting", offered: message };
      this.#retry = tuned.firstRetry as Duration;
      return this.#request(message, now);
    }
    if (state.is === "selecting") return [];
    if (message.kind === "nak") return [...this.#released(), ...this.#begin(now)];
    const { gets: address, mask, lease, server, router } = message;
    if (message.kind !== "ack" || address === undefined || mask === undefined || !lease) return [];
    const times = { renew: at(now, lease, spec.renew), rebind: at(now, lease, spec.rebind), end: at(now, lease, 1) };
    this.#state = { is: "bound", lease: { address, mask, router }, server, times };
    this.#wake = times.renew;
    return state.is === "bound" && state.lease.address === address
      ? []
      : [{ kind: "configure", lease: { address, mask, router } }];
  }

  #request({ gets, server }: DhcpMessage, now: Instant): DhcpAction[] {
    return this.#ask({ kind: "request", requested: gets, server }, now);
  }

  #due(now: Instant): DhcpAction[] {
    const state = this.#state;
    if (state.is === "selecting") return this.#ask({ kind: "discover" }, now);
    // A server that does not confirm what it offered is forgotten.
    if (state.is === "requesting")
      return this.#retry >= tuned.retryMost ? this.#begin(now) : this.#request(state.offered, now);
    const { lease, server, times } = state;
    if (now >= times.end) return [...this.#released(), ...this.#begin(now)];
    if (now < after(times.renew, tuned.firstRetry as Duration)) this.#retry = tuned.firstRetry as Duration;
    const asked = this.#ask({ kind: "request", has: lease.address }, now, now < times.rebind ? server : undefined);
    if (this.#wake! > times.end) this.#wake = times.end;
    return asked;
  }

  #released(): DhcpAction[] {
    return this.#state.is === "bound" ? [{ kind: "unconfigure", lease: this.#state.lease }] : [];
  }
}

const at = (now: Instant, lease: number, share: number): Instant =>
  after(now, Math.round(seconds(lease) * share) as Duration);
