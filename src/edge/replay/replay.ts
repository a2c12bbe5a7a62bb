import { hex } from "../../base/bytes.ts";
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import type { Message } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import { edgeDifferences } from "./differences.ts";
import { Rig } from "./rig.ts";

/** Inputs of the reference's edge, and its outputs. */
export interface RecordedStep {
  readonly note: string;
  readonly in: readonly { readonly via: string; readonly hex: string }[];
  readonly out: readonly { readonly at: string; readonly hex: string }[];
}

export interface ReplayedStep {
  /** Messages that only one side sent. */
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** Intended differences, and why. */
  readonly meant: { readonly theirs: readonly string[]; readonly ours: readonly string[]; readonly because?: string };
}

/** Repeats a recorded conversation of the reference's edge with ours, step by step. For tests and the vectors tool. */
export class Replay {
  readonly #rig: Rig;
  readonly #places: Readonly<Record<string, Endpoint>>;
  readonly #assigned: IpNet;
  #theirCookie: number | undefined;
  #ourCookie: number | undefined;

  /**
   * `places`: the hosts that talk to the edge, the supernode as "sn". `assigned`: the address that it assigns,
   * `10.0.0.1/24`.
   */
  constructor(places: Readonly<Record<string, Endpoint>>, overrides: Partial<EdgeConfig>, assigned = "0.0.0.0/0") {
    const { address: host, port } = places["sn"]!;
    this.#rig = new Rig({ ...overrides, supernodes: [{ host, port }] });
    const [address, prefix] = assigned.split("/");
    this.#assigned = { address: address!, prefix: Number(prefix) };
    this.#places = places;
  }

  step(step: RecordedStep): ReplayedStep {
    this.#rig.wait(400).take();
    this.#act(step);
    const sent = this.#rig.sent().map(({ to, message }) => ({ to, message }));
    const theirs = step.out.map(({ at, hex: text }) => ({ at, message: this.#decoded(text) }));
    this.#ourCookie = lastCookie(sent.map(({ message }) => message)) ?? this.#ourCookie;
    this.#theirCookie = lastCookie(theirs.map(({ message }) => message)) ?? this.#theirCookie;

    const counted = step.note.startsWith("supernode answers") ? answered(sent) : sent;
    const our = counted.map(({ to, message }) => line(this.#placeOf(to), message));
    const their = theirs.map(({ at, message }) => line(at, message));
    const known = edgeDifferences.find((difference) => step.note.startsWith(difference.step));
    return {
      theirs: without(their, our).sort(),
      ours: without(our, their).sort(),
      meant: {
        theirs: [...(known?.theirs ?? [])].sort(),
        ours: [...(known?.ours ?? [])].sort(),
        ...(known && { because: known.because }),
      },
    };
  }

  #act(step: RecordedStep): void {
    const rig = this.#rig;
    const sn = this.#places["sn"];
    if (step.note.startsWith("start") || /^(null-MAC )?registration/.test(step.note)) rig.feed({ kind: "start" });
    if (step.note.startsWith("SIGTERM")) rig.feed({ kind: "stop" });
    if (step.note.startsWith("supernode answers")) rig.wait(5_000);
    if (step.note.startsWith("null-MAC")) rig.acknowledge(sn, this.#assigned);
    if (/^(supernode answers|null-MAC|registration)/.test(step.note)) rig.acknowledge(sn);
    for (const { via, hex: text } of step.in) {
      rig.feed({ kind: "datagram", from: this.#places[via]!, bytes: this.#renewed(Buffer.from(text, "hex")) });
    }
    // The kernel behind the reference's TAP answered ARP and echo requests: its frames are what the recording relays.
    for (const { hex: text } of step.out) {
      const message = this.#decoded(text);
      if (message.type === "PACKET" && message.destination !== "ff:ff:ff:ff:ff:ff") {
        rig.feed({ kind: "frame", frame: message.payload });
      }
    }
  }

  /** Datagrams for us, with a stamp of now and the recorded REGISTER_SUPER cookies replaced by ours. */
  #renewed(bytes: Uint8Array): Uint8Array {
    const { headers, now } = this.#rig;
    const received = headers.open(bytes, now);
    // Of another community.
    if (received === "header" || "malformed" in received) return bytes;
    const { message } = received;
    const answer = /^REGISTER_SUPER_/.test(message.type) && "cookie" in message;
    const ours = answer && message.cookie === this.#theirCookie ? this.#ourCookie : undefined;
    return headers.seal(ours === undefined ? message : ({ ...message, cookie: ours } as Message), now);
  }

  /** Throws if it is not a message to an edge with this configuration. */
  #decoded(text: string): Message {
    const received = this.#rig.headers.open(Buffer.from(text, "hex"), this.#rig.now);
    if (received === "header" || "malformed" in received) throw new Error("recorded garbage");
    return received.message;
  }

  #placeOf(to: Endpoint | "group"): string {
    if (to === "group") return "mc";
    const found = Object.entries(this.#places).find(([, it]) => it.address === to.address && it.port === to.port);
    return found?.[0] ?? "?";
  }
}

/** The place, the type, and the fields that are neither random nor implied. */
function line(at: string, message: Message): string {
  const cookie =
    message.type === "REGISTER" || message.type === "REGISTER_ACK" ? ` ${message.cookie.toString(16)}` : "";
  const payload = message.type === "PACKET" ? ` ${hex(message.payload)}` : "";
  return `${at} ${message.type}${cookie}${payload}`;
}

/** The elements that only one side has, as multisets. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** From a series of attempts, the answered one and everything after it. */
function answered<T extends { readonly message: Message }>(sent: readonly T[]): readonly T[] {
  const at = sent.findLastIndex(({ message }) => message.type === "REGISTER_SUPER");
  return sent.slice(at);
}

function lastCookie(messages: readonly Message[]): number | undefined {
  const registration = messages.findLast((message) => message.type === "REGISTER_SUPER");
  return registration?.type === "REGISTER_SUPER" ? registration.cookie : undefined;
}
