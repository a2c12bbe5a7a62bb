import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { earliest, type Instant } from "../../src/base/instant.ts";
import type { EdgeAction } from "../../src/edge/action.ts";
import type { EdgeEvent } from "../../src/edge/event.ts";
import type { EdgeMachine } from "../sim/edge-program.ts";

export type Send = Extract<EdgeAction, { kind: "send" }>;
export type DatagramEvent = Extract<EdgeEvent, { kind: "datagram" }>;

/**
 * What a liar knows when it sends: the time, its relay, and where the peer is, if that is known.
 */
export interface LiarMoment {
  readonly now: Instant;
  /** Milliseconds since the program started. */
  readonly age: number;
  readonly relay: Endpoint;
  readonly peer: Endpoint | undefined;
}

/** `wait`: milliseconds until it is sent. */
export type Outgoing = Pick<Send, "to" | "bytes"> & { readonly wait?: number };

/** How a program changes what an honest edge sends and receives. Anything absent is done honestly. */
export interface Ways {
  /** Every datagram that carries a frame. */
  readonly send?: (outgoing: Send, moment: LiarMoment) => readonly Outgoing[];
  /** What the edge receives; undefined = nothing; several if one datagram holds several. */
  readonly receive?: (
    datagram: DatagramEvent,
    moment: LiarMoment,
  ) => DatagramEvent | readonly DatagramEvent[] | undefined;
  /** What it sends in response to a received datagram. */
  readonly heard?: (datagram: DatagramEvent, moment: LiarMoment) => readonly Outgoing[];
  /** What it sends on its own, every `every` milliseconds. */
  readonly idle?: { readonly every: number; readonly send: (moment: LiarMoment) => readonly Outgoing[] };
  /** An answer to a frame from the host, delivered instead of passing the frame to the edge. */
  readonly answer?: (frame: Uint8Array) => Uint8Array | undefined;
  /** Replaces a frame from the host. */
  readonly host?: (frame: Uint8Array) => Uint8Array;
  /** Exits at this age. */
  readonly crashAt?: number;
}

/** Datagrams with frames have at least this size; control messages are smaller. */
export const frameBytes = 400;

/** An honest edge within a program that tampers with its datagrams. */
export class Liar implements EdgeMachine {
  readonly #edge: EdgeMachine;
  readonly #relay: Endpoint;
  readonly #ways: Ways;
  #begun: Instant | undefined;
  #peer: Endpoint | undefined;
  #later: { readonly at: Instant; readonly send: Send }[] = [];
  #idle: Instant | undefined;
  #crashed = false;

  constructor(edge: EdgeMachine, relay: Endpoint, ways: Ways) {
    this.#edge = edge;
    this.#relay = relay;
    this.#ways = ways;
  }

  handle(event: EdgeEvent, now: Instant): readonly EdgeAction[] {
    this.#begun ??= now;
    const { crashAt, idle } = this.#ways;
    if (this.#crashed) return [];
    if (crashAt !== undefined && now - this.#begun >= crashAt) {
      this.#crashed = true;
      return [{ kind: "stopped" }];
    }
    const due = this.#later.filter(({ at }) => at <= now).map(({ send }) => send);
    this.#later = this.#later.filter(({ at }) => at > now);
    const own = idle !== undefined && (this.#idle ??= now) <= now ? idle.send(this.#moment(now)) : [];
    if (idle !== undefined && this.#idle! <= now) this.#idle = (now + idle.every) as Instant;
    const back = event.kind === "datagram" ? (this.#ways.heard?.(event, this.#moment(now)) ?? []) : [];
    return [...due, ...this.#all([...own, ...back], now), ...this.#inner(event, now)];
  }

  nextWake(): Instant | undefined {
    if (this.#crashed) return undefined;
    const crash =
      this.#ways.crashAt === undefined || this.#begun === undefined ? undefined : this.#begun + this.#ways.crashAt;
    const times = [this.#edge.nextWake(), this.#idle, ...this.#later.map(({ at }) => at), crash as Instant | undefined];
    return earliest(...times);
  }

  #inner(event: EdgeEvent, now: Instant): readonly EdgeAction[] {
    if (event.kind === "datagram") return this.#heard(event, now).flatMap((datagram) => this.#edged(datagram, now));
    if (event.kind !== "frame") return this.#edged(event, now);
    const { answer, host } = this.#ways;
    const answered = answer?.(event.frame);
    if (answered !== undefined) return [{ kind: "deliver", frame: answered }];
    return this.#edged(host === undefined ? event : { ...event, frame: host(event.frame) }, now);
  }

  #edged(event: EdgeEvent, now: Instant): readonly EdgeAction[] {
    return this.#edge.handle(event, now).flatMap((action) => {
      if (action.kind !== "send" || action.bytes.length < frameBytes) return [action];
      if (!isSame(action.to, this.#relay)) this.#peer = action.to;
      return this.#all(this.#ways.send?.(action, this.#moment(now)) ?? [action], now);
    });
  }

  #heard(event: DatagramEvent, now: Instant): readonly DatagramEvent[] {
    if (this.#ways.receive === undefined) return [event];
    const heard = this.#ways.receive(event, this.#moment(now));
    return heard === undefined
      ? []
      : Array.isArray(heard)
        ? (heard as readonly DatagramEvent[])
        : [heard as DatagramEvent];
  }

  /** Sends datagrams, or keeps those that have to wait. */
  #all(outgoing: readonly Outgoing[], now: Instant): EdgeAction[] {
    return outgoing.flatMap(({ to, bytes, wait = 0 }): EdgeAction[] => {
      const send = { kind: "send", to, bytes } as const;
      if (wait <= 0) return [send];
      // A datapath may reuse its buffers.
      this.#later.push({ at: (now + wait) as Instant, send: { ...send, bytes: bytes.slice() } });
      return [];
    });
  }

  #moment(now: Instant): LiarMoment {
    return { now, age: now - this.#begun!, relay: this.#relay, peer: this.#peer };
  }
}

export const isSame = (a: Endpoint, b: Endpoint): boolean => a.address === b.address && a.port === b.port;
