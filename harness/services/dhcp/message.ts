import { ipBytes, ipText } from "../../../src/base/address/ip.ts";
import type { Mac } from "../../../src/base/address/mac.ts";

/** DHCPDISCOVER and so on (RFC 2132 §9.6), by their numbers. */
export const kinds = { discover: 1, offer: 2, request: 3, ack: 5, nak: 6 } as const;

export type DhcpKind = keyof typeof kinds;

/** A message of DHCP (RFC 2131 §2), as far as it is used here. Addresses are IPv4; absent = 0.0.0.0, or no such option. */
export interface DhcpMessage {
  readonly kind: DhcpKind;
  /** Drawn by the client, and repeated by the server. */
  readonly xid: number;
  readonly client: Mac;
  /** `ciaddr`: the address that the client has and wants to keep. */
  readonly has?: string | undefined;
  /** `yiaddr`: the address that the client gets. */
  readonly gets?: string | undefined;
  /** Option 50. */
  readonly requested?: string | undefined;
  /** Option 54. */
  readonly server?: string | undefined;
  /** Option 51, in seconds. */
  readonly lease?: number | undefined;
  /** Options 1, 3 and 6. */
  readonly mask?: string | undefined;
  readonly router?: string | undefined;
  readonly resolver?: string | undefined;
}

/** RFC 2131 §2 and §3; RFC 2132. A reply is broadcast: a client without an address gets it that way. */
const spec = {
  request: 1,
  reply: 2,
  ethernet: 1,
  macBytes: 6,
  at: { xid: 4, flags: 10, has: 12, gets: 16, client: 28, cookie: 236, options: 240 },
  broadcast: 0x8000,
  cookie: 0x63825363,
  /** BOOTP's least length, which some relays insist on. */
  least: 300,
  pad: 0,
  end: 255,
  kind: 53,
  lease: 51,
} as const;

/** Options whose value is one address. */
const addressOptions = { mask: 1, router: 3, resolver: 6, requested: 50, server: 54 } as const;

export function encodeDhcp(message: DhcpMessage): Uint8Array {
  const isRequest = message.kind === "discover" || message.kind === "request";
  const head = Buffer.alloc(spec.at.options);
  head.set([isRequest ? spec.request : spec.reply, spec.ethernet, spec.macBytes]);
  head.writeUInt32BE(message.xid, spec.at.xid);
  head.writeUInt16BE(spec.broadcast, spec.at.flags);
  if (message.has !== undefined) head.set(ipBytes(message.has)!, spec.at.has);
  if (message.gets !== undefined) head.set(ipBytes(message.gets)!, spec.at.gets);
  head.set(Buffer.from(message.client.replaceAll(":", ""), "hex"), spec.at.client);
  head.writeUInt32BE(spec.cookie, spec.at.cookie);
  const lease = Buffer.alloc(4);
  lease.writeUInt32BE(message.lease ?? 0);
  const options = [
    [spec.kind, 1, kinds[message.kind]],
    ...(message.lease === undefined ? [] : [[spec.lease, 4, ...lease]]),
    ...Object.entries(addressOptions).flatMap(([name, code]) => {
      const address = message[name as keyof typeof addressOptions];
      return address === undefined ? [] : [[code, 4, ...ipBytes(address)!]];
    }),
    [spec.end],
  ].flat();
  const whole = Buffer.concat([head, Buffer.from(options)]);
  return new Uint8Array(Buffer.concat([whole, Buffer.alloc(Math.max(0, spec.least - whole.length))]));
}

/** Undefined for what is no such message, or one of a kind that is not used here. */
export function decodeDhcp(bytes: Uint8Array): DhcpMessage | undefined {
  const read = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (read.length < spec.at.options || read.readUInt32BE(spec.at.cookie) !== spec.cookie) return undefined;
  if (read[1] !== spec.ethernet || read[2] !== spec.macBytes) return undefined;
  const options = optionsOf(read.subarray(spec.at.options));
  const number = options.get(spec.kind)?.[0];
  const kind = (Object.keys(kinds) as DhcpKind[]).find((name) => kinds[name] === number);
  if (kind === undefined) return undefined;
  const address = (value: Uint8Array | undefined) =>
    value === undefined || value.length < 4 || value.every((byte) => byte === 0)
      ? undefined
      : ipText(value.slice(0, 4));
  const fixed = (at: number) => address(read.subarray(at, at + 4));
  const lease = options.get(spec.lease);
  return {
    kind,
    xid: read.readUInt32BE(spec.at.xid),
    client: [...read.subarray(spec.at.client, spec.at.client + spec.macBytes)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join(":") as Mac,
    has: fixed(spec.at.has),
    gets: fixed(spec.at.gets),
    lease: lease?.length === 4 ? Buffer.from(lease).readUInt32BE() : undefined,
    mask: address(options.get(addressOptions.mask)),
    router: address(options.get(addressOptions.router)),
    resolver: address(options.get(addressOptions.resolver)),
    requested: address(options.get(addressOptions.requested)),
    server: address(options.get(addressOptions.server)),
  };
}

/** By code, the first of each. What a hostile length makes unreadable is left out. */
function optionsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 0;
  while (at < bytes.length && bytes[at] !== spec.end) {
    const code = bytes[at++]!;
    if (code === spec.pad) continue;
    const length = bytes[at++];
    if (length === undefined || at + length > bytes.length) break;
    if (!found.has(code)) found.set(code, bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}
