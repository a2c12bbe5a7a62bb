import { concat, sameBytes } from "../../base/bytes.ts";
import { type Duration, type Instant, after, since } from "../../base/instant.ts";
import { type Mac, isGroup } from "../../base/address/mac.ts";
import type { Random } from "../../base/random.ts";
import { senderKey } from "../../seal/authenticated-key.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import type { OwnSession } from "../../seal/session.ts";
import { SharedCounter } from "../../seal/stamps/shared-counter.ts";
import type { Packet } from "../../wire/message.ts";
import type { EdgeAction } from "../action.ts";
import type { EdgeConfig } from "../config.ts";
import { EarlyFrames } from "./early-frames.ts";
import { Refusals } from "./refusals.ts";
import { type PeerAuthentication, PeerAuthentications } from "./peer-authentication.ts";
import {
  type Prefix,
  associatedData,
  authenticatedTransform,
  payloadKinds,
  nonceBytes,
  prefixBytes,
  readHello,
  readPrefix,
  writeHello,
  writePrefix,
} from "./sealed-payload.ts";
import type { LocalEdge } from "../local-edge.ts";
import { spec, tuned } from "../timing.ts";

/** `answer`: a hello to send back. */
export type Verified = { readonly answer?: Packet } & (
  | { readonly frame: Uint8Array }
  /** "unproven": from a run that may be over. `released`: frames received before it, to be opened now. */
  | { readonly hello: "live" | "unproven"; readonly released?: readonly Packet[] }
  /** The frame is held until its session is live. */
  | { readonly held: true }
  | { readonly dropped: "unsealed" | "replayed" }
);

interface Opened extends Prefix {
  readonly key: Uint8Array;
  /** It had been silent for long. */
  readonly wasDormant: boolean;
}

const noEcho = new Uint8Array(nonceBytes);

/**
 * Authenticated sealing between our edges (decision record 0002): which peers are live, and what is sealed for each.
 */
export class Authenticity {
  readonly required: boolean;
  readonly #greets: boolean;
  readonly #self: LocalEdge;
  readonly #random: Random;
  readonly #seals: Seals;
  readonly #shared: Uint8Array;
  readonly #relations: PeerAuthentications;
  readonly #refusals = new Refusals();
  readonly #early: EarlyFrames;
  readonly #tell: (action: EdgeAction) => void;
  #own: OwnSession;

  /** `tell`: for a datapath that seals and opens frames. `lost`: a frame waited too long for its session. */
  constructor(
    self: LocalEdge,
    random: Random,
    { key, required, greets }: NonNullable<EdgeConfig["authenticated"]>,
    tell: (action: EdgeAction) => void,
    lost: () => void,
    seals: Seals = theSeals,
  ) {
    this.#seals = seals;
    this.required = required;
    this.#greets = greets;
    this.#self = self;
    this.#random = random;
    this.#shared = key;
    this.#tell = tell;
    this.#early = new EarlyFrames(lost);
    this.#relations = new PeerAuthentications(random, (peer) => tell({ kind: "authentic", peer }));
    this.#own = this.#begin();
  }

  /** Has the peer proven that it is running now and knows the key? */
  isLive(mac: Mac): boolean {
    return this.#relations.get(mac)?.live?.dormant === false;
  }

  /** Must ordinary unicast frames of this peer be refused? */
  expectsSealed(mac: Mac, now: Instant): boolean {
    return this.required || this.#relations.get(mac)?.expectsSealed(now) === true;
  }

  /** Are frames for this address sealed in a session? */
  covers(destination: Mac): boolean {
    return isGroup(destination) ? this.required : this.isLive(destination);
  }

  seal(destination: Mac, compression: number, plain: Uint8Array, kind: number = payloadKinds.frame): Packet {
    const counter = this.#take();
    const prefix = writePrefix({ kind, session: this.#own.id, counter });
    const fixed = { source: this.#self.mac, destination, compression, transform: authenticatedTransform };
    const header = { ...this.#self.common, type: "PACKET", ...fixed } as const;
    const sealed = this.#seals.sealGcm(this.#own.key, counter, associatedData(header, prefix), plain);
    return { ...header, payload: concat(prefix, sealed) };
  }

  /** A hello to a peer that frames are sent to, if its session is not live and none was sent recently. */
  greet(mac: Mac, now: Instant): Packet | undefined {
    const known = this.#relations.get(mac);
    if (known === undefined ? !this.#greets : known.isFresh(now)) return undefined;
    const relation = this.#relations.with(mac, now);
    if (relation.nextGreeting !== undefined && now < relation.nextGreeting) return undefined;
    const wait = Math.min(tuned.helloGap * 2 ** Math.min(relation.greetings++, 20), tuned.helloGapMax);
    relation.nextGreeting = after(now, wait as Duration);
    // A hello that echoes nothing is always answered, which is what we want from a peer that was live.
    return this.#hello(mac, relation, relation.live === undefined ? relation.theirs : noEcho);
  }

  /** The caller has checked that it is for us. */
  open(packet: Packet, now: Instant): Verified {
    const prefix = readPrefix(packet.payload);
    if (prefix === undefined) return { dropped: "unsealed" };
    const { session, counter, kind } = prefix;
    const relation = this.#relations.get(packet.source);
    const known = relation?.isLive(session) === true ? relation.live : undefined;
    if (known !== undefined && !known.window.admits(counter)) return { dropped: "replayed" };
    const key = known?.key ?? senderKey(this.#shared, session, packet.source);
    const associated = associatedData(packet, packet.payload.subarray(0, prefixBytes));
    const plain = this.#seals.openGcm(key, counter, associated, packet.payload.subarray(prefixBytes));
    if (plain === undefined) return { dropped: "unsealed" };
    let wasDormant = false;
    if (known !== undefined) {
      if (!known.window.take(counter)) return { dropped: "replayed" };
      wasDormant = this.#heard(packet.source, now);
    }
    if (kind === payloadKinds.hello) {
      const greeted = this.#greeted(packet.source, { ...prefix, key, wasDormant }, plain, now);
      const isLive = "hello" in greeted && greeted.hello === "live";
      return isLive ? { ...greeted, released: this.#early.release(packet, session, now) } : greeted;
    }
    if (kind !== payloadKinds.frame) return { dropped: "unsealed" };
    if (known !== undefined) return { frame: plain };
    this.#early.hold(packet, session, now);
    return { held: true, ...this.#answer(packet.source, now) };
  }

  /** The datapath opened frames of this peer. */
  carried(mac: Mac, now: Instant): void {
    if (this.#relations.get(mac)?.live !== undefined) this.#heard(mac, now);
  }

  /** A frame from or to this peer was refused. True = worth a warning. */
  refused(mac: Mac, now: Instant): boolean {
    return this.#refusals.refused(mac, now);
  }

  /** Were frames from or to this peer refused recently? */
  isRefused(mac: Mac): boolean {
    return this.#refusals.has(mac);
  }

  purge(now: Instant): void {
    this.#relations.purge(now);
    this.#early.expire(now);
    this.#refusals.purge(now);
  }

  #heard(mac: Mac, now: Instant): boolean {
    const relation = this.#relations.get(mac)!;
    const wasDormant = relation.heard(now);
    if (wasDormant) this.#tell({ kind: "authentic", peer: mac, session: relation.live! });
    return wasDormant;
  }

  #greeted(mac: Mac, { session, counter, key, wasDormant }: Opened, plain: Uint8Array, now: Instant): Verified {
    const hello = readHello(plain);
    if (hello === undefined) return { dropped: "unsealed" };
    const relation = this.#relations.with(mac, now);
    const echoed = sameBytes(hello.echo, relation.nonce);
    const news = echoed && relation.echoed(session, key, counter, this.#relations.nonce(), now);
    if (echoed || relation.live === undefined) relation.theirs = hello.nonce;
    if (echoed) this.#refusals.over(mac);
    if (news) {
      this.#tell({ kind: "authentic", peer: mac, session: relation.live! });
      return { hello: "live", answer: this.#hello(mac, relation) };
    }
    // The peer may have forgotten us, and then it still needs an echo.
    if (echoed) return { hello: "live", ...(wasDormant && { answer: this.#hello(mac, relation) }) };
    return {
      hello: relation.isLive(session) ? "live" : "unproven",
      ...this.#answer(mac, now, hello.nonce),
    };
  }

  /** Rate limited, because recorded datagrams can provoke it. */
  #answer(mac: Mac, now: Instant, nonce?: Uint8Array): { readonly answer?: Packet } {
    const relation = this.#relations.with(mac, now);
    if (relation.lastReply !== undefined && since(relation.lastReply, now) < tuned.helloGap) return {};
    relation.lastReply = now;
    return { answer: this.#hello(mac, relation, nonce) };
  }

  #hello(mac: Mac, relation: PeerAuthentication, echo = relation.theirs): Packet {
    const plain = writeHello({ nonce: relation.nonce, echo });
    return this.seal(mac, spec.uncompressed, plain, payloadKinds.hello);
  }

  /** For peers the next session is not live, so they send hellos. */
  #take(): number {
    const counter = this.#own.counter.take();
    if (counter !== undefined) return counter;
    this.#own = this.#begin();
    return this.#own.counter.take()!;
  }

  #begin(): OwnSession {
    const id = this.#random.bytes(spec.sessionBytes);
    const session = {
      id,
      key: senderKey(this.#shared, id, this.#self.mac),
      counter: new SharedCounter(tuned.sessionPackets),
    };
    this.#tell({ kind: "session", session });
    return session;
  }
}
