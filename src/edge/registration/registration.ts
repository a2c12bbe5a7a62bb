import { type Endpoint, type IpNet, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, earliest, since } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import { type Random, fraction } from "../../base/random.ts";
import type { PeerInfo, RegisterSuperAck, RegisterSuperNak } from "../../wire/message.ts";
import { RegistrationAttempts } from "./attempts.ts";
import type { Headers } from "../headers/headers.ts";
import type { Outbox } from "../outbox.ts";
import type { RegistrationOptions } from "./registration-options.ts";
import type { Selection } from "./selection.ts";
import type { LocalEdge } from "../local-edge.ts";
import type { Supernodes } from "./supernodes.ts";
import type { LastAck } from "./last-ack.ts";
import { noneLeft, refusalOf } from "../refusal.ts";
import { Silence } from "./silence.ts";
import { type Contact, silenceCauses } from "./silence-causes.ts";
import { spec, tuned } from "../timing.ts";
import type { RegistrationState } from "../../status/edge-status.ts";

/** The effect of an acknowledgement: our address, or the first or a later registration. */
export type Acknowledged = "address" | "first" | "again" | undefined;

/** Keeps us registered with one supernode, and moves to the next if it is silent (fact sheet §10.2). */
export class Registration {
  /** Our socket as the supernode sees it. */
  publicSocket: Endpoint | undefined;
  lastAck: LastAck | undefined;
  /** The address that our socket is bound to, if no interface has it. */
  lacking: string | undefined;
  readonly #self: LocalEdge;
  readonly #random: Random;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  #every: Duration;
  readonly #automatic: boolean;
  readonly #headers: Headers;
  readonly #contact: Contact;
  readonly #attempts: RegistrationAttempts;
  #next: Instant | undefined;
  #registeredWith: Endpoint | undefined;
  #everRegistered = false;
  /** The address in the last REGISTER_SUPER. */
  #asked: string | undefined;
  /** The first refusal since an acknowledgement. */
  #refusedAt: Instant | undefined;
  /** When the supernode last asked for a registration; whether the next interval gets jitter. */
  #askedAgain: Instant | undefined;
  /** When the current supernode last sent us something other than an acknowledgement. */
  #heard: Instant | undefined;
  #busyAt: Instant | undefined;
  #spread = false;
  readonly #selection: Selection;
  readonly #silence: Silence;

  constructor(
    self: LocalEdge,
    random: Random,
    out: Outbox,
    supernodes: Supernodes,
    selection: Selection,
    options: RegistrationOptions,
  ) {
    this.#self = self;
    this.#random = random;
    this.#out = out;
    this.#supernodes = supernodes;
    this.#every = options.every;
    this.#automatic = options.automatic;
    this.#headers = options.headers;
    this.#contact = options.contact;
    this.#selection = selection;
    this.#attempts = new RegistrationAttempts(random, options.attempts ?? spec.registerAttempts);
    const isTcp = options.contact.transport === "tcp";
    this.#silence = new Silence(options.every, isTcp ? tuned.quietConnection : undefined);
  }

  /**
   * If there are several supernodes, registers as soon as one is chosen. Without the dynamic key, none could read a
   * ping.
   */
  start(now: Instant): void {
    if (!this.#headers.keyed || !this.#selection.begin(now)) this.#next = now;
  }

  /** Data may flow. Stays true when the supernode falls silent: direct paths need none. */
  get everRegistered(): boolean {
    return this.#everRegistered;
  }

  /** It refuses us, or nothing has come from it for at least one full wait for its answer. */
  get silent(): boolean {
    return this.#attempts.areRefused || this.#attempts.silent(this.#heard);
  }

  get state(): RegistrationState {
    if (this.#supernodes.current === undefined) return "resolving";
    if (this.#attempts.areRefused) return "refused";
    if (this.#self.address === undefined) return "asking-address";
    if (this.#registeredWith !== undefined && !this.silent) return "registered";
    return this.#everRegistered ? "silent" : "registering";
  }

  due(): Instant | undefined {
    return earliest(this.#next, this.#selection.due(), this.#quietAt());
  }

  /** Returns true if a registration was sent. */
  tick(now: Instant): boolean {
    this.#turnTo(this.#selection.tick(now), now);
    if (this.#next !== undefined && now >= this.#next) return this.#register(now);
    const quiet = this.#quietAt();
    if (quiet === undefined || now < quiet) return false;
    this.#silence.suspected();
    return this.#register(now);
  }

  /** How often to register from now on. */
  set every(every: Duration) {
    this.#every = every;
    this.#silence.registerEvery = every;
  }

  /** There is another list of supernodes. */
  relisted(now: Instant): void {
    if (this.#supernodes.isCurrentUnlisted) this.#turnTo(this.#supernodes.replacement, now);
  }

  /** A name was resolved: no reason to wait for the next attempt, nor for a silent supernode that is elsewhere now. */
  resolved(now: Instant): void {
    const mayMove = this.#supernodes.isCurrentUnlisted || this.#attempts.silent(this.#heard);
    const moved = mayMove ? this.#supernodes.replacement : undefined;
    if (moved !== undefined) return this.#turnTo(moved, now);
    if (!this.#attempts.waiting && this.#registeredWith === undefined) this.start(now);
  }

  /** Something suggests that the supernode has forgotten us, or has an old socket. */
  hurry(now: Instant): void {
    if (this.#registeredWith !== undefined && !this.#attempts.waiting) this.#next = now;
  }

  /** We were busy, so an unread answer may be waiting. The next attempt can wait a little. */
  excuse(now: Instant): void {
    if (this.#attempts.waiting && this.#next !== undefined && this.#next <= now)
      this.#next = after(now, tuned.lateTick);
    this.#silence.excuse(now);
    this.#busyAt = now;
  }

  /** The supernode asks all its edges to register again, to give them another key. */
  again(now: Instant): void {
    if (this.#askedAgain !== undefined && since(this.#askedAgain, now) < tuned.reregisterGap) return;
    this.#askedAgain = now;
    this.#spread = true;
    this.#next = now;
  }

  /** Our address changed: the supernode must learn it at once, and an answer under way may carry the old one. */
  roamed(now: Instant): void {
    if (this.#next === undefined) return;
    this.#attempts.forget();
    this.#next = now;
    const to = this.#registeredWith ?? this.#supernodes.current;
    if (to !== undefined) this.#reconnect(to);
  }

  awaits(cookie: number, from: Endpoint): boolean {
    return this.#attempts.expects(from, cookie);
  }

  acknowledged(ack: RegisterSuperAck, from: Endpoint, now: Instant): Acknowledged {
    if (!this.#attempts.expects(from, ack.cookie) || !this.#headers.rekey(ack.auth, now)) {
      this.#out.drop("supernode-ack-unexpected");
      return undefined;
    }
    const delay = this.#attempts.delay(now);
    this.#attempts.answered();
    this.#supernodes.learn(ack.supernodes.map(({ socket }) => socket));
    this.publicSocket = ack.socket;
    const address = this.#asked;
    this.lastAck = { from, mac: ack.supernode, at: now, address, ...(delay !== undefined && { delay }) };
    if (this.#self.address === undefined) return this.#takeAddress(ack.address, from, now);
    // The address in it is outdated if the interface got another one meanwhile.
    this.#next = address === this.#self.address.address ? after(now, this.#interval()) : now;
    const first = !this.#everRegistered;
    const moved = this.#registeredWith === undefined || !sameEndpoint(this.#registeredWith, from);
    if (moved)
      this.#out.note("normal", "registered", { supernode: endpointKey(from), socket: endpointKey(ack.socket) });
    this.#registeredWith = from;
    this.#everRegistered = true;
    this.#refusedAt = undefined;
    this.#silence.acknowledged(now);
    this.#out.solved(endpointKey(from), "supernode-silent", "refused", "user-refused", "two-machines", "no-address");
    this.#selection.settled(now);
    return first ? "first" : "again";
  }

  refused(nak: RegisterSuperNak, from: Endpoint, now: Instant): void {
    const ours = nak.refused === this.#self.mac || (this.#self.address === undefined && nak.refused === nullMac);
    if (!this.#attempts.expects(from, nak.cookie) || !ours) {
      this.#out.drop("supernode-ack-unexpected");
      return;
    }
    const address = this.#self.address?.address;
    const { isSigned } = this.#contact;
    const { cause, why } = refusalOf({ from, address, isSigned, lastAck: this.lastAck }, (this.#refusedAt ??= now));
    const facts = { supernode: endpointKey(from), address: address ?? "not chosen yet", mac: this.#self.mac, why };
    this.#out.problem(cause, endpointKey(from), facts);
    this.#registeredWith = undefined;
    this.#attempts.refused();
    // Two edges of one description can draw the same address at the same time (fact sheet §11.5): draw again.
    if (this.#automatic && !this.#everRegistered) this.#self.address = undefined;
    this.#next = after(now, tuned.refusedRetry);
  }

  /** The supernode sent us something other than an acknowledgement: it knows us. */
  heard(from: Endpoint, now: Instant): void {
    if (this.#supernodes.current === undefined || !sameEndpoint(from, this.#supernodes.current)) return;
    this.#heard = now;
    this.#silence.heard(now);
  }

  /** Data went through the supernode, so its silence matters. */
  relayed(now: Instant): void {
    this.#silence.relayed(now);
  }

  /** An answer to our ping. */
  answered(info: PeerInfo, from: Endpoint, now: Instant): void {
    this.#turnTo(this.#selection.answered(info, from, now), now);
  }

  stop(): void {
    if (this.#everRegistered) this.#registeredWith ??= this.#supernodes.current;
    this.#leave();
    this.#next = undefined;
    this.#selection.stop();
  }

  #register(now: Instant): boolean {
    const silent = this.#attempts.exhausted(this.#heard);
    if (silent !== undefined) this.#giveUp(silent, now);
    else if (this.#attempts.haveBeenRefused && this.#supernodes.several) {
      // An address in use here may be free there.
      this.#attempts.forget();
      this.#selection.instead(this.#supernodes.current!, now);
    }
    const to = this.#supernodes.current;
    const isBusy = this.#busyAt !== undefined && since(this.#busyAt, now) < tuned.busyFor;
    this.#next = after(now, this.#attempts.wait(isBusy));
    if (to === undefined) return false;
    this.#asked = this.#self.address?.address;
    this.#out.send(to, this.#self.registerSuper(this.#attempts.next(to, now)));
    if (this.#attempts.isRepeated) this.#supernodes.resolve(now);
    return true;
  }

  #giveUp(silent: Endpoint, now: Instant): void {
    this.#attempts.fruitless();
    const hasAnswered = this.lastAck !== undefined && sameEndpoint(silent, this.lastAck.from);
    const check = silenceCauses(this.#contact, hasAnswered, this.lacking);
    this.#out.problem("supernode-silent", endpointKey(silent), { supernode: endpointKey(silent), check });
    this.#reconnect(silent);
    this.#selection.instead(silent, now);
    // The only supernode may still receive us although it is silent: unregistering would cut us off.
    if (sameEndpoint(silent, this.#supernodes.current!)) this.#registeredWith = undefined;
    else this.#leave();
    this.#supernodes.resolve(now);
  }

  /** A connection whose path has changed, or on which nothing arrives, may take minutes to fail. */
  #reconnect(to: Endpoint): void {
    if (this.#contact.transport === "tcp") this.#out.do({ kind: "reconnect", to });
  }

  #turnTo(supernode: Endpoint | undefined, now: Instant): void {
    if (supernode === undefined) return;
    this.#leave();
    this.#supernodes.use(supernode);
    this.#attempts.forget();
    this.#next = now;
  }

  #takeAddress(address: IpNet, from: Endpoint, now: Instant): Acknowledged {
    if (address.address === "0.0.0.0" || address.prefix === 0) {
      this.#out.problem("no-address", endpointKey(from), { supernode: endpointKey(from), why: noneLeft });
      this.#next = after(now, tuned.refusedRetry);
      return undefined;
    }
    this.#self.address = address;
    this.#next = now;
    return "address";
  }

  /** After a request to all edges: jitter, as in the reference, so that they do not stay synchronised (§9.5). */
  #interval(): Duration {
    const share = this.#spread ? 1 - (fraction(this.#random) * 3) / 4 : 1;
    this.#spread = false;
    return (this.#every * share) as Duration;
  }

  #leave(): void {
    if (this.#registeredWith !== undefined) this.#out.send(this.#registeredWith, this.#self.unregisterSuper());
    this.#registeredWith = undefined;
  }

  #quietAt(): Instant | undefined {
    return !this.#attempts.waiting && this.#registeredWith !== undefined ? this.#silence.due() : undefined;
  }
}
