/**
 * A supernode, in the order in which a datagram is processed. Each step returns actions (`action.ts`) or drops it
 * with a reason.
 *
 * 1. `limits/rate.ts`: has its host sent too much?
 * 2. `headers/open-datagram.ts`: opens the header, a hidden one with `headers/header-keys.ts`; `access/` has users and lists
 * 3. from another supernode: `federation/`
 * 4. REGISTER_SUPER, UNREGISTER_SUPER → `members/registration.ts`
 * 5. PACKET → `relay/relay.ts`; what a worker relayed without us comes in as counts, `relay/account-relayed.ts`
 * 6. REGISTER → `relay/relay.ts` forwards it; QUERY_PEER → `query.ts`
 * 7. `answers.ts`, `replies.ts`: what goes back, sealed like the question
 *
 * `members/changes.ts` keeps the table of the worker up to date. A tick removes silent members and greets the federation.
 *
 * @module
 */
import { never } from "../base/bug.ts";
import { after, earliest, type Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import { Problems } from "../base/problems.ts";
import type { Random } from "../base/random.ts";
import { type Seals, theSeals } from "../seal/seals.ts";
import { StampIssuer } from "../seal/stamps/stamp.ts";
import type { Message } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { Changes } from "./members/changes.ts";
import { Communities } from "./access/communities.ts";
import { closeUnused } from "./connections.ts";
import type { SupernodeConfig } from "./config.ts";
import type { SupernodeEvent } from "./event.ts";
import { configureMembers, federate, greetAll, keepFederation } from "./federation/federate.ts";
import { Federation } from "./federation/federation.ts";
import { fromSupernode } from "./federation/from-supernode.ts";
import { hostOf } from "../base/address/host.ts";
import { HeaderKeys } from "./headers/header-keys.ts";
import { openDatagram } from "./headers/open-datagram.ts";
import { edgeNote, note } from "./notes.ts";
import { dropWithReason } from "./problems.ts";
import { supernodeCauses } from "./causes.ts";

import { NotePace } from "./limits/pace.ts";
import { LeaseBook } from "./leases/lease-book.ts";
import { storedFrom } from "./leases/snapshot.ts";
import type { StoredCommunity } from "./leases/stored.ts";
import { query } from "./query.ts";
import { RateLimit } from "./limits/rate.ts";
import { register, unregister } from "./members/registration.ts";
import { introduce, relay } from "./relay/relay.ts";
import { accountRelayed } from "./relay/account-relayed.ts";
import { install, reload } from "./access/reload.ts";
import { drop } from "./counters.ts";
import type { Arrival } from "./headers/arrival.ts";
import type { State } from "./state.ts";
import type { SupernodeStatus } from "../status/supernode-status.ts";
import { noCounts } from "./counters.ts";
import { nothingYet, statusOf } from "./status-of.ts";
import { lanes, spec, tuned } from "./timing.ts";

/** Rendezvous and relay for the communities that edges register in (fact sheet §11), and for no other traffic. */
export class Supernode implements Machine<SupernodeEvent, SupernodeAction> {
  readonly #config: SupernodeConfig;
  readonly #random: Random;
  readonly #seals: Seals;
  #state: State | undefined;
  #now: Instant | undefined;
  #sweepAt: Instant | undefined;
  #federationAt: Instant | undefined;
  readonly #changes: Changes | undefined;
  readonly #notes = new NotePace();
  #stopped = false;

  constructor(config: SupernodeConfig, random: Random, seals: Seals = theSeals) {
    this.#config = config;
    this.#random = random;
    this.#seals = seals;
    this.#changes = config.tellsMembers === true ? new Changes() : undefined;
  }

  handle(event: SupernodeEvent, now: Instant): readonly SupernodeAction[] {
    if (this.#stopped) return [];
    this.#now = now;
    const state = (this.#state ??= newState(this.#config, this.#random, this.#seals, now, this.#changes));
    const all = this.#do(event, state, now);
    const done = event.kind === "datagram" ? this.#notes.of(all, now) : all;
    // Before the messages: an edge may react as soon as it gets an answer.
    const changes = this.#changes?.take(state.headerKeys.size === 0);
    const actions = changes === undefined || changes.length === 0 ? done : [...changes, ...done];
    if (this.#stopped) return actions;
    if (state.communities.isTransient) this.#sweepAt ??= after(now, tuned.sweepEvery);
    if (state.federation.size > 0) this.#federationAt ??= after(now, tuned.greetEvery);
    return actions;
  }

  nextWake(): Instant | undefined {
    return earliest(this.#sweepAt, this.#federationAt);
  }

  /** A copy. */
  status(): SupernodeStatus {
    return this.#state === undefined ? nothingYet(this.#config) : statusOf(this.#state, this.#now!);
  }

  /** Grows with every change of leases that is worth saving. */
  get leaseVersion(): number {
    return this.#state?.leases?.version ?? 0;
  }

  /** To be saved for the next run; undefined = no leases are kept, or nothing has happened yet. */
  storedLeases(now: Instant): readonly StoredCommunity[] | undefined {
    const { leases, communities } = this.#state ?? {};
    if (leases === undefined || communities === undefined) return undefined;
    return storedFrom(leases, communities, now);
  }

  #do(event: SupernodeEvent, state: State, now: Instant): readonly SupernodeAction[] {
    switch (event.kind) {
      case "start":
        return greetAll(state, now);
      case "datagram": {
        const { bytes, from, to, via } = event;
        return receive(state, bytes, { from, to, via, now, length: bytes.length });
      }
      case "closed": {
        const lost = state.communities.connectedBy(event.via);
        for (const edge of lost) state.communities.leave(edge, now);
        return lost.map((edge) => edgeNote("edge disconnected", edge));
      }
      case "reload":
        return reload(state, event.communities, now);
      case "reservations":
        if (state.leases !== undefined) state.leases.reservations = event.reservations;
        return [];
      case "lease time":
        if (state.leases !== undefined) state.leases.time = event.time;
        return [];
      case "members":
        return configureMembers(state, event.members, now);
      case "relayed":
        accountRelayed(state, event, now);
        return [];
      case "tick":
        return [...this.#sweep(state, now), ...this.#keepFederation(state, now)];
      case "stop":
        this.#stopped = true;
        this.#sweepAt = undefined;
        this.#federationAt = undefined;
        return [{ kind: "stopped" }];
      default:
        return never(event);
    }
  }

  #sweep({ communities, counters }: State, now: Instant): readonly SupernodeAction[] {
    if (this.#sweepAt === undefined || now < this.#sweepAt) return [];
    this.#sweepAt = undefined;
    const expired = communities.sweep(now);
    counters.expired += expired.length;
    if (expired.length === 0) return [];
    return [note("info", "edges expired", { count: expired.length }), ...closeUnused(communities, expired)];
  }

  #keepFederation(state: State, now: Instant): readonly SupernodeAction[] {
    if (this.#federationAt === undefined || now < this.#federationAt) return [];
    this.#federationAt = undefined;
    return keepFederation(state, now);
  }
}

function newState(
  config: SupernodeConfig,
  random: Random,
  seals: Seals,
  now: Instant,
  changes: Changes | undefined,
): State {
  const leases = config.leases && new LeaseBook(config.leases, config.limits.edgeLifetime, now);
  const state: State = {
    config,
    leases,
    random,
    seals,
    communities: new Communities(config, changes, leases),
    federation: new Federation(config.federation, random, now, seals),
    headerKeys: new HeaderKeys(tuned.headerKeysRemembered, tuned.knownHosts),
    stamps: new StampIssuer(),
    rate: new RateLimit(lanes, { hosts: tuned.hostsMax, span: tuned.hostSpan }),
    counters: noCounts(),
    problems: new Problems(supernodeCauses),
    startedAt: now,
    list: undefined,
    keyTime: 0,
    lastForwarded: undefined,
    lastRegistered: undefined,
  };
  install(state, config.communities, now);
  return state;
}

function receive(state: State, bytes: Uint8Array, arrival: Arrival): readonly SupernodeAction[] {
  const { from, now } = arrival;
  const host = hostOf(from.address);
  state.counters.received++;
  if (!state.rate.take(host, "datagram", 1, now)) return drop(state, "rate");
  if (bytes.length > spec.datagramMax) return drop(state, "oversize");
  const opened = openDatagram(state, bytes, arrival);
  if ("dropped" in opened) return dropWithReason(state, opened, arrival);
  const { message } = opened;
  const { headerKey } = opened.arrival;
  const isOfFederation = headerKey !== undefined && state.federation.headerKeys.includes(headerKey);
  const supernode =
    message.fromSupernode && !isOfFederation ? state.federation.activeAt(opened.arrival, now) : undefined;
  if (message.fromSupernode && !isOfFederation && supernode === undefined) return drop(state, "forged supernode");
  if (message.ttl === 0) return drop(state, "ttl");
  if (supernode !== undefined) return fromSupernode(state, message, supernode, opened.arrival);
  if (message.type !== "PACKET" && !state.rate.take(host, "control", 1, now)) return drop(state, "rate");
  return isOfFederation ? federate(state, message, opened.arrival) : fromEdge(state, message, opened.arrival);
}

function fromEdge(state: State, message: Message, arrival: Arrival): readonly SupernodeAction[] {
  switch (message.type) {
    case "REGISTER_SUPER":
      return register(state, message, arrival);
    case "UNREGISTER_SUPER":
      return unregister(state, message, arrival);
    case "PACKET":
      return relay(state, message, arrival);
    case "REGISTER":
      return introduce(state, message, arrival);
    case "QUERY_PEER":
      return query(state, message, arrival);
    // The reference relays forged answers (§14.1 no. 8); only supernodes have a reason to send these.
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
