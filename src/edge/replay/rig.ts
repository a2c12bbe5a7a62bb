import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { nullTransform } from "../../seal/ciphers/null.ts";
import type { CommunityName, FieldText, Message } from "../../wire/message.ts";
import type { EdgeAction } from "../action.ts";
import type { EdgeConfig } from "../config.ts";
import type { EdgeEvent } from "../event.ts";
import { headerGate } from "../headers/gate.ts";
import type { Headers } from "../headers/headers.ts";
import { Edge } from "../machine.ts";

//  For tests: one edge, a clock that only the test moves, and everything the edge did, decoded.

export const supernode: Endpoint = { address: "198.51.100.1", port: 7654 };
export const bobWan: Endpoint = { address: "203.0.113.2", port: 50002 };
export const strangerWan: Endpoint = { address: "203.0.113.99", port: 40000 };
export const alice = "02:00:00:00:00:01" as Mac;
export const bob = "02:00:00:00:00:02" as Mac;
export const carol = "02:00:00:00:00:03" as Mac;
export const edgeCommunity = "edgex" as CommunityName;

export const config: EdgeConfig = {
  community: edgeCommunity,
  description: "edge" as FieldText,
  mac: alice,
  address: { address: "10.50.0.1", prefix: 24 },
  supernodes: [{ host: supernode.address, port: supernode.port }],
  transform: nullTransform(),
  registerEvery: 20_000 as Duration,
  peerToPeer: true,
  routing: false,
  acceptMulticast: false,
  localDiscovery: true,
};

/** `to` = "group" for the local discovery group. */
interface Sent {
  readonly at: Instant;
  readonly to: Endpoint | "group";
  readonly message: Message;
}

export type Type = Message["type"];
/** A message without what every message of the community carries. */
type Fields = Message extends infer M
  ? M extends Message
    ? Omit<M, "ttl" | "fromSupernode" | "community">
    : never
  : never;

export class Rig {
  readonly edge: Edge;
  readonly #community: CommunityName;
  now: Instant = instant(1_700_000_000_000);
  /** What the others do to their headers. */
  readonly headers: Headers;
  /** Everything since the last `take`. */
  #actions: { readonly at: Instant; readonly action: EdgeAction }[] = [];
  readonly #messages = new WeakMap<Uint8Array, Message>();

  constructor(overrides: Partial<EdgeConfig> = {}, seed = 1, headers?: Headers) {
    const own = { ...config, ...overrides };
    this.#community = own.community;
    this.edge = new Edge(own, seededRandom(seed));
    this.headers = headers ?? headerGate(own, seededRandom(99), undefined);
  }

  feed(event: EdgeEvent): this {
    for (const action of this.edge.handle(event, this.now)) this.#actions.push({ at: this.now, action });
    return this;
  }

  /** Lets time pass, with a tick whenever the edge wants one. */
  wait(time: number): this {
    const end = after(this.now, time as Duration);
    for (let wake = this.edge.nextWake(); wake !== undefined && wake <= end; wake = this.edge.nextWake()) {
      this.now = Math.max(wake, this.now) as Instant;
      this.feed({ kind: "tick" });
    }
    this.now = end;
    return this;
  }

  receive(from: Endpoint, fields: Fields, fromSupernode = false): this {
    const message: Message = { ttl: 2, fromSupernode, community: this.#community, ...fields };
    return this.feed({ kind: "datagram", from, bytes: this.headers.seal(message, this.now) });
  }

  /** As `receive`, from the supernode and flagged so. */
  relayed(fields: Fields): this {
    return this.receive(supernode, fields, true);
  }

  /** Started, registered, and what that took forgotten. */
  registered(): this {
    this.feed({ kind: "start" }).acknowledge();
    this.take();
    return this;
  }

  /** The supernode answers the last REGISTER_SUPER. */
  acknowledge(from: Endpoint = supernode, address = { address: "0.0.0.0", prefix: 0 }): this {
    const asked = this.sent("REGISTER_SUPER").at(-1);
    if (asked === undefined) return this;
    const { cookie } = asked.message;
    const socket = { address: "203.0.113.1", port: 50001 };
    const auth = { scheme: 0, token: new Uint8Array() };
    const rest = { address, lifetime: 15, socket, auth, supernodes: [], keyTime: 0 };
    return this.receive(
      from,
      { type: "REGISTER_SUPER_ACK", cookie, supernode: "02:5e:00:00:00:01" as Mac, ...rest },
      true,
    );
  }

  /** Bob acknowledges from `from` what was sent there. */
  ack(from: Endpoint, cookie: number, source: Mac = bob): this {
    return this.receive(from, { type: "REGISTER_ACK", cookie, destination: alice, source });
  }

  sent<T extends Type>(type?: T): (Sent & { message: Extract<Message, { type: T }> })[] {
    const found: Sent[] = [];
    for (const { at, action } of this.#actions) {
      if (action.kind !== "send" && action.kind !== "announce") continue;
      const message = this.#opened(action.bytes, at);
      if (type === undefined || message.type === type) {
        found.push({ at, to: action.kind === "send" ? action.to : "group", message });
      }
    }
    return found as (Sent & { message: Extract<Message, { type: T }> })[];
  }

  /** Once, because tests ask repeatedly and some headers are hidden. */
  #opened(bytes: Uint8Array, at: Instant): Message {
    const known = this.#messages.get(bytes);
    if (known !== undefined) return known;
    const received = this.headers.open(bytes, at);
    if (received === "header") throw new Error("sent something that cannot be opened");
    if ("malformed" in received) throw new Error(`sent a malformed datagram: ${received.malformed}`);
    this.#messages.set(bytes, received.message);
    return received.message;
  }

  done<K extends EdgeAction["kind"]>(kind: K): Extract<EdgeAction, { kind: K }>[] {
    return this.#actions.map(({ action }) => action).filter((action) => action.kind === kind) as Extract<
      EdgeAction,
      { kind: K }
    >[];
  }

  actions(): EdgeAction[] {
    return this.#actions.map(({ action }) => action);
  }

  notes(): string[] {
    return this.done("note").map(({ note }) => note.what);
  }

  take(): void {
    this.#actions = [];
  }

  path(mac: Mac): "direct" | "relayed" | undefined {
    return this.edge.status().peers.find((peer) => peer.mac === mac)?.path;
  }
}

/** A unicast IPv4 frame of 34 bytes. */
export function ipv4Frame(to: Mac, from: Mac, source: string, destination: string): Uint8Array {
  const ip = (text: string) => text.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
  const text = [...to.split(":"), ...from.split(":"), "0800", "45000014000000004001", "0000"].join("");
  return Uint8Array.from(Buffer.from(text + [...ip(source), ...ip(destination)].join(""), "hex"));
}
