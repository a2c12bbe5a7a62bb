import { printable, shortened } from "../base/byte-text.ts";
import { endpointKey, type Endpoint, type IpNet } from "../base/address/endpoint.ts";
import { macAt } from "../base/address/mac.ts";
import { ipText } from "../base/address/ip.ts";
import type { DrawnHeader } from "./format.ts";
import { unpack } from "./packed.ts";
import type { Turn } from "./replay.ts";
import { shownMessage } from "./said.ts";
import { noVeil } from "./veil.ts";
import { decode } from "../wire/codec.ts";

/** An event on one line. `without`: fields that are left out. */
export function eventWords({ line, event }: Turn, without?: ReadonlySet<string>): string {
  if (event.kind === "datagram") {
    const { kind, from, bytes, ...rest } = event;
    const header = line.drew.find(([drawn]) => drawn === "header")?.[1] as DrawnHeader | undefined;
    const message = shownMessage(decode(header === undefined ? bytes : unpack(header.packet)), noVeil);
    const hidden = header === undefined ? "" : ` under ${header.by}`;
    return sentence(
      kind,
      `from ${endpointKey(from)}`,
      messageWords(message, without) + hidden,
      `size=${bytes.length}`,
      facts(rest, without),
    );
  }
  if (event.kind === "frame") return sentence("frame", frameWords(event.frame));
  const { kind, ...rest } = event;
  return sentence(kind, facts(rest, without));
}

/** An action on one line, as recorded. `without`: fields that are left out. */
export function actionWords(action: unknown, without?: ReadonlySet<string>): string {
  const { kind, to, message, frame, note, ...rest } = action as Record<string, unknown>;
  return sentence(
    String(kind),
    isEndpoint(to) ? `to ${endpointKey(to)}` : to === undefined ? "" : `to=${value(to)}`,
    message === undefined ? "" : messageWords(message as object, without),
    frame === undefined ? "" : frameWords(unpack(frame as Parameters<typeof unpack>[0])),
    note === undefined ? "" : noteWords(note as Record<string, unknown>),
    facts(rest, without),
  );
}

function messageWords(message: object, without?: ReadonlySet<string>): string {
  const { type, malformed, ...rest } = message as Record<string, unknown>;
  return sentence(type === undefined ? `no message (${value(malformed)})` : value(type), facts(rest, without));
}

const noteWords = ({ level, what, with: more }: Record<string, unknown>): string =>
  sentence(String(level), `"${String(what)}"`, facts(more ?? {}));

function frameWords(frame: Uint8Array): string {
  if (frame.length < 14) return `${frame.length} bytes`;
  const type = (frame[12]! << 8) | frame[13]!;
  const inside =
    type === 0x0800 && frame.length >= 34
      ? `IPv4 ${ipText(frame.subarray(26, 30))} → ${ipText(frame.subarray(30, 34))} protocol ${frame[23]!}`
      : type === 0x0806
        ? "ARP"
        : `type 0x${type.toString(16).padStart(4, "0")}`;
  return `${macAt(frame, 6)} → ${macAt(frame, 0)} ${inside}, ${frame.length} bytes`;
}

const facts = (object: object, without?: ReadonlySet<string>): string =>
  Object.entries(object)
    .filter(([name, fact]) => fact !== undefined && without?.has(name) !== true)
    .map(([name, fact]) => `${name}=${value(fact)}`)
    .join(" ");

function value(fact: unknown): string {
  if (isEndpoint(fact)) return endpointKey(fact);
  if (isNet(fact)) return `${fact.address}/${fact.prefix}`;
  if (fact instanceof Uint8Array) return Buffer.from(fact).toString("hex");
  return typeof fact === "string" ? fact : (JSON.stringify(fact) ?? "nothing");
}

/** Nothing in a recording may control a terminal. */
const sentence = (...words: readonly string[]): string =>
  printable(shortened(words.filter((word) => word !== "").join(" "), tuned.line));

const isObject = (fact: unknown): fact is Record<string, unknown> => typeof fact === "object" && fact !== null;
const isEndpoint = (fact: unknown): fact is Endpoint => isObject(fact) && "address" in fact && "port" in fact;
const isNet = (fact: unknown): fact is IpNet => isObject(fact) && "address" in fact && "prefix" in fact;

/** Tunable, in bytes. */
const tuned = { line: 4000 } as const;
