import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { hex } from "../../../src/base/bytes.ts";
import { decode } from "../../../src/wire/codec.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import { terminalText } from "../printable.ts";
import type { SeenPacket } from "./schema.ts";

/** Tunable: bytes of a datagram that a report shows; an n2n header and its fields are shorter. */
const tuned = { bytes: 80, text: 60 } as const;

/** A datagram's endpoints, its first bytes, and what they say. */
export function packetOf({ from, to, payload, length }: CapturedPacket): SeenPacket {
  const message = decode(payload);
  return {
    from: endpointKey(from!),
    to: endpointKey(to!),
    length: length ?? payload.length,
    hex: hex(payload.subarray(0, tuned.bytes)),
    ...(!("malformed" in message) && { fields: fieldsOf(message) }),
  };
}

const fieldsOf = (message: object): [string, string][] =>
  Object.entries(message).flatMap(([name, value]) =>
    value === undefined ? [] : [[spaced(name), terminalText(valueText(value)).slice(0, tuned.text)]],
  );

function valueText(value: unknown): string {
  if (value instanceof Uint8Array) return value.length === 0 ? "none" : `${value.length} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  if ("address" in value && "port" in value) return endpointKey(value as Endpoint);
  if ("address" in value && "prefix" in value) return `${String(value.address)}/${String(value.prefix)}`;
  return Object.entries(value)
    .map(([name, part]) => `${spaced(name)} ${valueText(part)}`)
    .join(", ");
}

/** `keyTime` → `key time` */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
