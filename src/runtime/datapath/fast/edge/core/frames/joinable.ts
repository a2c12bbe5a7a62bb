import { fold, pseudo4, pseudo6, sum, swap16 } from "./checksum";
import {
  etherTypeAt,
  etherTypeIpv4,
  etherTypeIpv6,
  ipAt,
  ipv4Bytes,
  Ipv4Header,
  ipv6Bytes,
  Ipv6Header,
  protocolTcp,
  protocolUdp,
  tcpAck,
  tcpBytes,
  TcpHeader,
  tcpPush,
  udpBytes,
  UdpHeader,
} from "./headers";
import { ethernetBytes } from "../limits";

// The flow of a frame, and whether it may be joined with others of the flow: plain data with correct checksums.

/** Version 4 without options. */
const plainIpv4: u8 = 0x45;
/** In memory order. */
const dontFragment: u16 = 0x0040;
/** Both addresses and both ports. */
const keyIpv4Bytes: i32 = 12;
const keyIpv6Bytes: i32 = 36;

let joinUdp: bool = true;
/** The current frame: headers 0 = not to be joined; key 0 = not part of a flow. */
export let headers: i32 = 0;
export let protocol: i32 = 0;
export let key: usize = 0;
export let keyLength: i32 = 0;
export let ipLength: i32 = 0;

/** False if the kernel does not accept joined UDP. */
export function allowUdp(allowed: bool): void {
  joinUdp = allowed;
}

/** Determines a frame's flow, and whether it may be joined with others. */
export function examine(frame: usize, length: i32): void {
  headers = 0;
  key = 0;
  const ip = frame + ipAt;
  const etherType = load<u16>(frame, etherTypeAt);
  if (etherType == etherTypeIpv4 && length >= ethernetBytes + ipv4Bytes + udpBytes && load<u8>(ip) == plainIpv4) {
    const header = changetype<Ipv4Header>(ip);
    // No fragments: only the first has ports. "Don't fragment" is fine.
    if ((header.fragment & (0xffff - dontFragment)) != 0 || <i32>swap16(header.totalLength) != length - ethernetBytes)
      return;
    protocol = header.protocol;
    ipLength = ipv4Bytes;
    key = frame + ipAt + offsetof<Ipv4Header>("source");
    keyLength = keyIpv4Bytes;
  } else if (etherType == etherTypeIpv6 && length >= ethernetBytes + ipv6Bytes + udpBytes && load<u8>(ip) >> 4 == 6) {
    const header = changetype<Ipv6Header>(ip);
    if (<i32>swap16(header.payloadLength) != length - (ethernetBytes + ipv6Bytes)) return;
    protocol = header.nextHeader;
    ipLength = ipv6Bytes;
    key = frame + ipAt + offsetof<Ipv6Header>("source");
    keyLength = keyIpv6Bytes;
  }
  if (key == 0) return;
  if (protocol == protocolTcp) headers = tcpHeaders(frame, length);
  else if (protocol == protocolUdp) headers = udpHeaders(frame, length);
  else key = 0;
}

/** Only plain data: ACK and possibly PSH. */
function tcpHeaders(frame: usize, length: i32): i32 {
  const at = ethernetBytes + ipLength;
  if (length < at + tcpBytes) return 0;
  const l4 = changetype<TcpHeader>(frame + <usize>at);
  const end = at + ((<i32>l4.dataOffset) >> 4) * 4;
  if ((l4.flags & ~tcpPush) != tcpAck || (l4.dataOffset & 15) != 0 || end < at + tcpBytes || end >= length) return 0;
  return checksumRight(frame, at, length) ? end : 0;
}

function udpHeaders(frame: usize, length: i32): i32 {
  const at = ethernetBytes + ipLength;
  const l4 = changetype<UdpHeader>(frame + <usize>at);
  if (!joinUdp || length <= at + udpBytes) return 0;
  if (<i32>swap16(l4.length) != length - at || l4.checksum == 0) return 0;
  return checksumRight(frame, at, length) ? at + udpBytes : 0;
}

function checksumRight(frame: usize, at: i32, length: i32): bool {
  const ip = frame + ipAt;
  if (ipLength == ipv4Bytes && fold(sum(ip, ipv4Bytes, 0)) != 0xffff) return false;
  return fold(sum(frame + <usize>at, length - at, pseudo(ip, ipLength, protocol, length - at))) == 0xffff;
}

export function pseudo(ip: usize, ipBytes: i32, number: i32, length: i32): u64 {
  return ipBytes == ipv4Bytes ? pseudo4(ip, number, length) : pseudo6(ip, number, length);
}
