import { hex } from "../../base/bytes.ts";
import { endpointKey, type IpNet } from "../../base/address/endpoint.ts";
import { nullMac } from "../../base/address/mac.ts";
import { encode } from "../../wire/codec.ts";
import type { Auth, FieldText, Message, Packet, PeerInfo, RegisterSuperAck } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { shownText } from "../../wire/fields/text.ts";

/** The fields of a message, without a PACKET's payload, with the names and the order of the output format. */
export function fieldsOf(message: Message): object {
  switch (message.type) {
    case "REGISTER":
      return {
        cookie: cookie(message),
        src_mac: message.source,
        dst_mac: message.destination,
        ...sock(message),
        ...device(message),
      };
    case "REGISTER_ACK":
      return { cookie: cookie(message), src_mac: message.source, dst_mac: message.destination, ...sock(message) };
    case "REGISTER_SUPER":
      return {
        cookie: cookie(message),
        edge_mac: message.edge,
        ...sock(message),
        ...device(message),
        auth: auth(message),
        key_time: message.keyTime,
      };
    case "UNREGISTER_SUPER":
      return { auth: auth(message), src_mac: message.source };
    case "REGISTER_SUPER_ACK":
      return acknowledgement(message);
    case "REGISTER_SUPER_NAK":
      return { cookie: cookie(message), src_mac: message.refused, auth: auth(message) };
    case "PEER_INFO":
      return peerInfo(message);
    case "QUERY_PEER":
      return { src_mac: message.source, target_mac: message.target, aflags: message.aflags };
    case "RE_REGISTER_SUPER":
      return {};
    case "PACKET":
      return { src_mac: message.source, dst_mac: message.destination, ...sock(message), ...numbers(message) };
  }
}

function acknowledgement(message: RegisterSuperAck): object {
  return {
    cookie: cookie(message),
    src_mac: message.supernode,
    dev_addr: net(message.address),
    lifetime: message.lifetime,
    ...sock(message),
    auth: auth(message),
    num_sn: message.supernodes.length,
    supernodes: message.supernodes.map((entry, i) => ({
      raw: hex(entryBytes(message, i)),
      sock: endpointKey(entry.socket),
      mac: entry.mac,
    })),
    key_time: message.keyTime,
  };
}

/** Entries are at the end of an ACK, before the key time (fact sheet §3.6). */
function entryBytes(message: RegisterSuperAck, index: number): Uint8Array {
  const bytes = encode(message);
  const start = bytes.length - 4 - (message.supernodes.length - index) * spec.supernodeEntryBytes;
  return bytes.subarray(start, start + spec.supernodeEntryBytes);
}

/** Load, uptime and version are meaningful only in answers to pings (§3.8). */
function peerInfo(message: PeerInfo): object {
  const { load, uptime, version, preferredSocket } = message;
  return {
    aflags: message.aflags,
    src_mac: message.source,
    mac: message.peer,
    ...sock(message),
    ...(preferredSocket && { preferred_sock: endpointKey(preferredSocket) }),
    ...(message.peer === nullMac
      ? { load, uptime, version: shownText(version) }
      : { load_uptime_version: "uninitialised memory, ignore" }),
  };
}

const numbers = ({ compression, transform }: Packet) => ({ compression, transform });
const cookie = (message: { readonly cookie: number }) => message.cookie.toString(16).padStart(8, "0");
const net = ({ address, prefix }: IpNet) => `${address}/${prefix}`;
const device = (message: { readonly address: IpNet; readonly description: FieldText }) => ({
  dev_addr: net(message.address),
  dev_desc: shownText(message.description),
});

function sock({ socket }: { readonly socket?: Parameters<typeof endpointKey>[0] }): object {
  return socket === undefined ? {} : { sock: endpointKey(socket) };
}

function auth({ auth: { scheme, token } }: { readonly auth: Auth }): object {
  return { scheme, token_size: token.length, token: hex(token) };
}
