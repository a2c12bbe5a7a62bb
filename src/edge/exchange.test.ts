import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import type { Endpoint } from "../base/endpoint.ts";
import { decode, encode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { EdgeConfig } from "./config.ts";
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
  "automatic address": { address: "auto" },
  "-S1": { peerToPeer: false },
};

/** Which messages the reference sends and we do not, or the reverse, by the beginning of the step's note. */
const differences: readonly {
  readonly step: string;
  readonly theirs?: readonly string[];
  readonly ours?: readonly string[];
  readonly because: string;
}[] = [
  {
    step: "start: nothing answers yet",
    theirs: ["sn REGISTER_SUPER", "sn REGISTER_SUPER", "sn QUERY_PEER", "mc REGISTER 400000", "mc REGISTER 400000"],
    because: "its retries come after 4 s, ours after 1 s; a single supernode need not be pinged",
  },
  {
    step: "broadcast PACKET before the first registration",
    theirs: ["sn REGISTER_SUPER", "mc REGISTER 400000"],
    because: "a retry that was due",
  },
  {
    step: "broadcast PACKET from b via supernode",
    theirs: ["sn REGISTER 1000", "mc REGISTER 400000"],
    because: "it sends the same REGISTER twice within a millisecond; our announcements are a second apart",
  },
  {
    step: "PEER_INFO about c with a preferred socket",
    theirs: ["c REGISTER 10000"],
    because: "that is the path we have, and it answers",
  },
  {
    step: "REGISTER about c arriving from the supernode",
    ours: ["c REGISTER 10000"],
    because: "a direct peer that still registers through the supernode does not know of the path: it is reminded",
  },
  {
    step: "transform id that is not the own one",
    theirs: ["b REGISTER 10000", "mc REGISTER 400000"],
    because: "only who knows the key can make us send REGISTERs",
  },
  {
    step: "multicast-MAC frame",
    theirs: ["b REGISTER 10000", "mc REGISTER 400000"],
    because: "the frame came by the path we have; a known peer needs no announcement",
  },
  {
    step: "REGISTER from b arriving from another socket",
    theirs: ["mc REGISTER 400000"],
    because: "a known peer needs no announcement",
  },
  {
    step: "broadcast PACKET (ARP request) via supernode",
    theirs: ["sn QUERY_PEER"],
    because: "who only relays need not know where the peer is",
  },
  {
    step: "direct PACKET from b is still accepted",
    theirs: ["sn QUERY_PEER"],
    because: "who only relays need not know where the peer is",
  },
];

/** The place, the type, and what is neither random nor implied. */
function line(at: string, message: Message): string {
  const cookie =
    message.type === "REGISTER" || message.type === "REGISTER_ACK" ? ` ${message.cookie.toString(16)}` : "";
  const payload = message.type === "PACKET" ? ` ${hex(message.payload)}` : "";
  return `${at} ${message.type}${cookie}${payload}`;
}

function decoded(bytes: Uint8Array): Message {
  const message = decode(bytes);
  if ("malformed" in message) throw new Error(message.malformed);
  return message;
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

/** Datagrams for us, with the recorded REGISTER_SUPER cookies replaced by ours. */
function translated(bytes: Uint8Array, theirs: number | undefined, ours: number | undefined): Uint8Array {
  const message = decode(bytes);
  const answer = "type" in message && /^REGISTER_SUPER_/.test(message.type) && "cookie" in message;
  return answer && message.cookie === theirs && ours !== undefined ? encode({ ...message, cookie: ours }) : bytes;
}

function act(rig: Rig, step: Step, cookie: { theirs: number | undefined; ours: number | undefined }): void {
  if (step.note.startsWith("start") || /^(null-MAC )?registration/.test(step.note)) rig.feed({ kind: "start" });
  if (step.note.startsWith("SIGTERM")) rig.feed({ kind: "stop" });
  if (step.note.startsWith("supernode answers")) rig.wait(5_000);
  if (step.note.startsWith("null-MAC")) rig.acknowledge(places.sn, { address: "10.50.0.123", prefix: 24 });
  if (/^(supernode answers|null-MAC|registration)/.test(step.note)) rig.acknowledge(places.sn);
  for (const { via, hex: text } of step.in) {
    rig.feed({ kind: "datagram", from: places[via]!, bytes: translated(fromHex(text), cookie.theirs, cookie.ours) });
  }
  // The kernel behind the reference's TAP answered ARP and echo requests: its frames are what the recording relays.
  for (const { hex: text } of step.out) {
    const message = decoded(fromHex(text));
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
    const theirs = step.out.map(({ at, hex: text }) => ({ at, message: decoded(fromHex(text)) }));
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
