import type { Endpoint } from "../../base/address/endpoint.ts";
import { after, type Duration, type Instant, instant, seconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { decode, encode } from "../../wire/codec.ts";
import type {
  CommunityName,
  FieldText,
  Malformed,
  Message,
  Packet,
  QueryPeer,
  Register,
  RegisterSuper,
} from "../../wire/message.ts";
import type { SupernodeAction } from "../action.ts";
import type { SupernodeConfig } from "../config.ts";
import type { SupernodeEvent } from "../event.ts";
import { Supernode } from "../machine.ts";

/** A message that the supernode sent, decoded. */
export interface Heard {
  readonly to: Endpoint;
  readonly source?: Endpoint | undefined;
  readonly via?: number | undefined;
  readonly bytes: Uint8Array;
  readonly message: Message | Malformed;
}

export const supernodeMac = "02:5e:00:00:00:01" as Mac;

/** Drives a supernode in virtual time, with messages instead of bytes. For tests. */
export class Conversation {
  readonly supernode: Supernode;
  /** Its immediate answers. */
  readonly started: readonly Heard[];
  now: Instant;

  constructor(changes: Partial<SupernodeConfig> = {}, now = instant(1_800_000_000_000)) {
    this.now = now;
    const config: SupernodeConfig = {
      mac: supernodeMac,
      version: "3.1.1" as FieldText,
      addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
      spoofingProtection: true,
      limits: { communities: 1000, edgesPerCommunity: 1000, edgeLifetime: seconds(60) },
      ...changes,
    };
    this.supernode = new Supernode(config, seededRandom(7));
    this.started = this.tell({ kind: "start" });
  }

  say(from: Endpoint, message: Message, to?: Endpoint, via?: number): readonly Heard[] {
    return this.sayBytes(from, encode(message), to, via);
  }

  sayBytes(from: Endpoint, bytes: Uint8Array, to?: Endpoint, via?: number): readonly Heard[] {
    const way = { from, ...(to && { to }), ...(via !== undefined && { via }) };
    return this.tell({ kind: "datagram", ...way, bytes });
  }

  tell(event: SupernodeEvent): readonly Heard[] {
    return heardOf(this.supernode.handle(event, this.now));
  }

  /** Lets time pass, with the ticks that the supernode wants. */
  wait(time: Duration): readonly Heard[] {
    const end = after(this.now, time);
    const heard: Heard[] = [];
    for (;;) {
      const wake = this.supernode.nextWake();
      if (wake === undefined || wake > end) break;
      this.now = wake;
      heard.push(...this.tell({ kind: "tick" }));
    }
    this.now = end;
    return heard;
  }
}

function heardOf(actions: readonly SupernodeAction[]): readonly Heard[] {
  return actions.flatMap((action) => {
    if (action.kind !== "send") return [];
    return [{ ...action, message: decode(action.bytes) }];
  });
}

/** The messages' type names. */
export function types(heard: readonly Heard[]): readonly string[] {
  return heard.map(({ message }) => ("type" in message ? message.type : message.malformed));
}

/** Drops so far, by reason. */
export function dropsSoFar({ supernode }: Conversation): Record<string, number> {
  const all = Object.entries(supernode.status().counters.dropped);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

export const home = "home" as CommunityName;
export const numberedMac = (number: number): Mac =>
  `02:00:00:00:${hexByte(number >> 8)}:${hexByte(number & 0xff)}` as Mac;
export const wan = (number: number, port = 50_000): Endpoint => ({
  address: `198.18.${number >> 8}.${number & 0xff}`,
  port,
});
export const token = (number: number) => ({ scheme: 1, token: new Uint8Array(16).fill(number) });

const fromEdge = { ttl: 2, fromSupernode: false, community: home } as const;

/** The registration of edge `number`, from which its MAC address, TAP address and token are derived. */
export function registerSuper(number: number, changes: Partial<RegisterSuper> = {}): RegisterSuper {
  return {
    type: "REGISTER_SUPER",
    ...fromEdge,
    cookie: 1000 + number,
    edge: numberedMac(number),
    address: { address: `10.50.${number >> 8}.${number & 0xff}`, prefix: 16 },
    description: `edge ${number}` as FieldText,
    auth: token(number),
    keyTime: 0,
    ...changes,
  };
}

export function packet(source: number, destination: Mac, changes: Partial<Packet> = {}): Packet {
  const payload = Uint8Array.of(1, 2, 3, 4);
  const fixed = { compression: 1, transform: 1, payload };
  return { type: "PACKET", ...fromEdge, source: numberedMac(source), destination, ...fixed, ...changes };
}

export function queryPeer(source: Mac, target: Mac, changes: Partial<QueryPeer> = {}): QueryPeer {
  return { type: "QUERY_PEER", ...fromEdge, source, target, aflags: 0, ...changes };
}

export function directRegister(source: number, destination: Mac, changes: Partial<Register> = {}): Register {
  const { address, description } = registerSuper(source);
  const fixed = { cookie: 0x1000, address, description };
  return { type: "REGISTER", ...fromEdge, source: numberedMac(source), destination, ...fixed, ...changes };
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}
