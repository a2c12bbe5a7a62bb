import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import { fromHex } from "../base/bytes.ts";
import { ipText } from "../base/address/ip.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Auth, CommunityName, FieldText, Message } from "./message.ts";
import { spec } from "./spec.ts";
import { fieldText } from "./fields/text.ts";

/** How the vectors and the decoded captures write addresses: as objects or as text. */
type RecordedSocket = string | { readonly port: number; readonly addr?: string; readonly addr_hex?: string };

/** One message as the recording programs wrote it; fields that its type lacks are absent. */
export interface RecordedMessage {
  readonly message: Message["type"];
  readonly ttl: number;
  readonly flags: number;
  readonly community: string;
  readonly cookie?: number | string;
  readonly src_mac?: string;
  readonly dst_mac?: string;
  readonly edge_mac?: string;
  readonly target_mac?: string;
  readonly mac?: string;
  readonly sock?: RecordedSocket;
  readonly preferred_sock?: RecordedSocket;
  readonly dev_addr?: string | { readonly addr: string; readonly bitlen: number };
  readonly dev_desc?: string;
  readonly auth?: { readonly scheme: number; readonly token: string };
  readonly key_time?: number;
  readonly lifetime?: number;
  readonly supernodes?: readonly (
    | { readonly addr: string; readonly port: number; readonly mac: string }
    | { readonly sock: string; readonly mac: string }
  )[];
  readonly aflags?: number;
  readonly load?: number;
  readonly uptime?: number;
  readonly version?: string;
  readonly compression?: number;
  readonly transform?: number;
}

/** The message that a record describes. `payload`: for a PACKET whose record does not contain it. */
export function messageOf(record: RecordedMessage, payload: Uint8Array): Message {
  const common = {
    ttl: record.ttl,
    fromSupernode: (record.flags & 0x20) !== 0,
    community: fieldText(record.community, spec.communityBytes) as string as CommunityName,
  };
  const source = record.src_mac as Mac;
  const cookie = typeof record.cookie === "string" ? parseInt(record.cookie, 16) : record.cookie!;
  const optional = record.sock === undefined ? {} : { socket: endpoint(record.sock) };
  switch (record.message) {
    case "REGISTER": {
      const address = ipNet(record.dev_addr!);
      const destination = record.dst_mac as Mac;
      const description = fieldText(record.dev_desc!, spec.descriptionBytes);
      return { type: record.message, ...common, cookie, source, destination, ...optional, address, description };
    }
    case "REGISTER_ACK":
      return { type: record.message, ...common, cookie, destination: record.dst_mac as Mac, source, ...optional };
    case "REGISTER_SUPER":
      return {
        type: record.message,
        ...common,
        cookie,
        edge: record.edge_mac as Mac,
        ...optional,
        address: ipNet(record.dev_addr!),
        description: fieldText(record.dev_desc!, spec.descriptionBytes),
        auth: auth(record),
        keyTime: record.key_time!,
      };
    case "UNREGISTER_SUPER":
      return { type: record.message, ...common, auth: auth(record), source };
    case "REGISTER_SUPER_ACK":
      return {
        type: record.message,
        ...common,
        cookie,
        supernode: source,
        address: ipNet(record.dev_addr!),
        lifetime: record.lifetime!,
        socket: endpoint(record.sock!),
        auth: auth(record),
        supernodes: record.supernodes!.map((entry) => ({
          socket: "sock" in entry ? endpoint(entry.sock) : { address: entry.addr, port: entry.port },
          mac: entry.mac as Mac,
        })),
        keyTime: record.key_time!,
      };
    case "REGISTER_SUPER_NAK":
      return { type: record.message, ...common, cookie, refused: source, auth: auth(record) };
    case "PEER_INFO":
      return {
        type: record.message,
        ...common,
        aflags: record.aflags!,
        source,
        peer: record.mac as Mac,
        socket: endpoint(record.sock!),
        ...(record.preferred_sock === undefined ? {} : { preferredSocket: endpoint(record.preferred_sock) }),
        load: record.load!,
        uptime: record.uptime!,
        version: (record.version && fieldText(record.version, spec.versionTextBytes)) as FieldText,
      };
    case "QUERY_PEER":
      return { type: record.message, ...common, source, target: record.target_mac as Mac, aflags: record.aflags! };
    case "RE_REGISTER_SUPER":
      return { type: record.message, ...common };
    case "PACKET": {
      const destination = record.dst_mac as Mac;
      const { compression, transform } = record as Required<RecordedMessage>;
      return { type: record.message, ...common, source, destination, ...optional, compression, transform, payload };
    }
  }
}

function endpoint(socket: RecordedSocket): Endpoint {
  if (typeof socket === "string") {
    const colon = socket.lastIndexOf(":");
    return { address: socket.slice(0, colon), port: Number(socket.slice(colon + 1)) };
  }
  return { address: socket.addr ?? ipText(fromHex(socket.addr_hex!)), port: socket.port };
}

function ipNet(net: NonNullable<RecordedMessage["dev_addr"]>): IpNet {
  if (typeof net !== "string") return { address: net.addr, prefix: net.bitlen };
  const [address, prefix] = net.split("/");
  return { address: address!, prefix: Number(prefix) };
}

function auth({ auth }: RecordedMessage): Auth {
  return { scheme: auth!.scheme, token: fromHex(auth!.token) };
}
