import { never } from "../base/bug.ts";
import { after, type Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { decode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { Communities } from "./communities.ts";
import type { SupernodeConfig } from "./config.ts";
import type { SupernodeEvent } from "./event.ts";
import { hostOf } from "./host.ts";
import { query } from "./query.ts";
import { RateLimit } from "./rate.ts";
import { register, unregister } from "./registration.ts";
import { introduce, relay } from "./relay.ts";
import { drop, type Occasion, type State } from "./state.ts";
import { noCounts, statusOf, type SupernodeStatus } from "./status.ts";
import { lanes, spec, tuned } from "./timing.ts";

/** Rendezvous and relay of the communities that edges register in (fact sheet §11), and nobody else's. */
export class Supernode implements Machine<SupernodeEvent, SupernodeAction> {
  readonly #state: State;
  #sweepAt: Instant | undefined;
  #stopped = false;

  constructor(config: SupernodeConfig, random: Random) {
    this.#state = {
      config,
      random,
      communities: new Communities(config),
      rate: new RateLimit(lanes, { hosts: tuned.hostsMax, span: tuned.hostSpan }),
      counters: noCounts(),
      startedAt: undefined,
    };
  }

  handle(event: SupernodeEvent, now: Instant): readonly SupernodeAction[] {
    if (this.#stopped) return [];
    this.#state.startedAt ??= now;
    switch (event.kind) {
      case "start":
        return [];
      case "datagram": {
        const { from, to, bytes } = event;
        const actions = this.#receive(bytes, { from, ...(to && { to }), now, length: bytes.length });
        if (this.#state.communities.size > 0) this.#sweepAt ??= after(now, tuned.sweepEvery);
        return actions;
      }
      case "tick":
        return this.#sweep(now);
      case "stop":
        this.#stopped = true;
        this.#sweepAt = undefined;
        return [{ kind: "stopped" }];
      default:
        return never(event);
    }
  }

  nextWake(): Instant | undefined {
    return this.#sweepAt;
  }

  /** A copy. */
  status(): SupernodeStatus {
    return statusOf(this.#state);
  }

  #receive(bytes: Uint8Array, occasion: Occasion): readonly SupernodeAction[] {
    const state = this.#state;
    const host = hostOf(occasion.from.address);
    state.counters.received++;
    if (!state.rate.take(host, "datagram", 1, occasion.now)) return drop(state, "rate");
    if (bytes.length > spec.datagramMax) return drop(state, "oversize");
    const message = decode(bytes);
    if ("malformed" in message) return drop(state, "malformed");
    if (message.fromSupernode) return drop(state, "forged supernode");
    if (message.ttl === 0) return drop(state, "ttl");
    if (message.type !== "PACKET" && !state.rate.take(host, "control", 1, occasion.now)) return drop(state, "rate");
    return dispatch(state, message, occasion);
  }

  #sweep(now: Instant): readonly SupernodeAction[] {
    if (this.#sweepAt === undefined || now < this.#sweepAt) return [];
    const { communities, counters } = this.#state;
    const expired = communities.sweep(now);
    counters.expired += expired.length;
    this.#sweepAt = communities.size > 0 ? after(now, tuned.sweepEvery) : undefined;
    if (expired.length === 0) return [];
    return [{ kind: "note", note: { level: "info", what: "edges expired", with: { count: expired.length } } }];
  }
}

function dispatch(state: State, message: Message, occasion: Occasion): readonly SupernodeAction[] {
  switch (message.type) {
    case "REGISTER_SUPER":
      return register(state, message, occasion);
    case "UNREGISTER_SUPER":
      return unregister(state, message, occasion);
    case "PACKET":
      return relay(state, message, occasion);
    case "REGISTER":
      return introduce(state, message, occasion);
    case "QUERY_PEER":
      return query(state, message, occasion);
    // The reference passes forged answers on (§14.1 no. 8); only supernodes have a reason to send these.
    case "REGISTER_ACK":
    case "REGISTER_SUPER_ACK":
    case "REGISTER_SUPER_NAK":
    case "PEER_INFO":
    case "RE_REGISTER_SUPER":
      return drop(state, "misdirected");
    default:
      return never(message);
  }
}
