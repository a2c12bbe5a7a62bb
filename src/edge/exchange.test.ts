import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import type { Endpoint } from "../base/endpoint.ts";
import type { Message } from "../wire/message.ts";
import type { EdgeConfig } from "./config.ts";
import { differences } from "./exchange-differences.ts";
import { Rig } from "./rig.ts";

//  The conversations that the reference edge had with a scripted supernode and peers, held with ours. What differs is
//  listed with the reason; everything else must be the same messages to the same places.

interface Step {
  readonly note: string;
  readonly in: readonly { readonly via: string; readonly hex: string }[];
  readonly out: readonly { readonly at: string; readonly hex: string; readonly ms: number }[];
}
interface Recording {
  readonly scenarios: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

const recording = JSON.parse(
  readFileSync(new URL("./vectors/edge_exchange.json", import.meta.url), "utf8"),
) as Recording;

const places: Readonly<Record<string, Endpoint>> = {
  sn: { address: "10.78.0.14", port: 7654 },
  b: { address: "10.78.0.12", port: 50002 },
  c: { address: "10.78.0.13", port: 50003 },
};

const scenarios: Readonly<Record<string, Partial<EdgeConfig>>> = {
  "registration and peer to peer": {},
  "registration and peer to peer with header encryption": { headerEncryption: true },
  "automatic address": { address: "auto" },
  "-S1": { peerToPeer: false },
  "-L 2 (register TTL)": { portGuess: 2 },
};

/** The place, the type, and what is neither random nor implied. */
function line(at: string, message: Message): string {
  const cookie =
    message.type === "REGISTER" || message.type === "REGISTER_ACK" ? ` ${message.cookie.toString(16)}` : "";
  const payload = message.type === "PACKET" ? ` ${hex(message.payload)}` : "";
  return `${at} ${message.type}${cookie}${payload}`;
}

function decoded(rig: Rig, bytes: Uint8Array): Message {
  const received = rig.headers.open(bytes, rig.now);
  if (received === "header" || "malformed" in received) throw new Error("recorded garbage");
  return received.message;
}

function placeOf(to: Endpoint | "group"): string {
  if (to === "group") return "mc";
  return Object.entries(places).find(([, place]) => place.address === to.address && place.port === to.port)?.[0] ?? "?";
}

/** What only one side has, as multisets. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

interface Cookies {
  readonly theirs: number | undefined;
  readonly ours: number | undefined;
}

/** Datagrams for us, with a stamp of now and the recorded REGISTER_SUPER cookies replaced by ours. */
function renewed(rig: Rig, bytes: Uint8Array, { theirs, ours }: Cookies): Uint8Array {
  const received = rig.headers.open(bytes, rig.now);
  // Of another community.
  if (received === "header" || "malformed" in received) return bytes;
  const { message } = received;
  const answer = /^REGISTER_SUPER_/.test(message.type) && "cookie" in message;
  const theirCookie = answer && message.cookie === theirs && ours !== undefined;
  return rig.headers.seal(theirCookie ? { ...message, cookie: ours } : message, rig.now);
}

function act(rig: Rig, step: Step, cookie: Cookies): void {
  if (step.note.startsWith("start") || /^(null-MAC )?registration/.test(step.note)) rig.feed({ kind: "start" });
  if (step.note.startsWith("SIGTERM")) rig.feed({ kind: "stop" });
  if (step.note.startsWith("supernode answers")) rig.wait(5_000);
  if (step.note.startsWith("null-MAC")) rig.acknowledge(places.sn, { address: "10.50.0.123", prefix: 24 });
  if (/^(supernode answers|null-MAC|registration)/.test(step.note)) rig.acknowledge(places.sn);
  for (const { via, hex: text } of step.in) {
    rig.feed({ kind: "datagram", from: places[via]!, bytes: renewed(rig, fromHex(text), cookie) });
  }
  // The kernel behind the reference's TAP answered ARP and echo requests: its frames are what the recording relays.
  for (const { hex: text } of step.out) {
    const message = decoded(rig, fromHex(text));
    if (message.type === "PACKET" && message.destination !== "ff:ff:ff:ff:ff:ff") {
      rig.feed({ kind: "frame", frame: message.payload });
    }
  }
}

describe.each(Object.entries(scenarios))("%s", (name, overrides) => {
  const { steps } = recording.scenarios.find((scenario) => scenario.name === name)!;
  const rig = new Rig({ supernodes: [{ host: places.sn!.address, port: places.sn!.port }], ...overrides });
  const cookie: { theirs: number | undefined; ours: number | undefined } = { theirs: undefined, ours: undefined };

  it.each(steps.map((step) => [step.note, step] as const))("%s", (_, step) => {
    rig.wait(400).take();
    act(rig, step, cookie);
    const sent = rig.sent().map(({ to, message }) => ({ to, message }));
    const theirs = step.out.map(({ at, hex: text }) => ({ at, message: decoded(rig, fromHex(text)) }));
    cookie.ours = last(sent.map(({ message }) => message)) ?? cookie.ours;
    cookie.theirs = last(theirs.map(({ message }) => message)) ?? cookie.theirs;

    const our = (step.note.startsWith("supernode answers") ? answered(sent) : sent).map(({ to, message }) =>
      line(placeOf(to), message),
    );
    const their = theirs.map(({ at, message }) => line(at, message));
    const known = differences.find((difference) => step.note.startsWith(difference.step));
    expect({ theirs: without(their, our).sort(), ours: without(our, their).sort() }).toEqual({
      theirs: [...(known?.theirs ?? [])].sort(),
      ours: [...(known?.ours ?? [])].sort(),
    });
  });
});

/** Of a series of unanswered attempts, the answered one and what followed. */
function answered<T extends { readonly message: Message }>(sent: readonly T[]): readonly T[] {
  const at = sent.findLastIndex(({ message }) => message.type === "REGISTER_SUPER");
  return sent.slice(at);
}

function last(messages: readonly Message[]): number | undefined {
  const registration = messages.findLast((message) => message.type === "REGISTER_SUPER");
  return registration?.type === "REGISTER_SUPER" ? registration.cookie : undefined;
}
