import { Ipv4Header, Ipv6Header } from "./headers";

/** The Internet checksum (RFC 1071), computed in this machine's byte order: sums and folds need no swapping. */
export function sum(at: usize, length: i32, initial: u64): u64 {
  let a = i64x2.splat(0);
  let b = a;
  let total = initial;
  while (length >= 32) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    a = i64x2.add(a, i64x2.extend_low_i32x4_u(x));
    b = i64x2.add(b, i64x2.extend_high_i32x4_u(x));
    a = i64x2.add(a, i64x2.extend_low_i32x4_u(y));
    b = i64x2.add(b, i64x2.extend_high_i32x4_u(y));
    at += 32;
    length -= 32;
  }
  a = i64x2.add(a, b);
  total += i64x2.extract_lane(a, 0) + i64x2.extract_lane(a, 1);
  while (length >= 4) {
    total += load<u32>(at);
    at += 4;
    length -= 4;
  }
  if (length >= 2) {
    total += load<u16>(at);
    at += 2;
    length -= 2;
  }
  if (length > 0) total += load<u8>(at);
  return total;
}

/** Folds to 16 bits; 0xffff if a sum that includes the checksum is right. */
export function fold(total: u64): u32 {
  total = (total & 0xffffffff) + (total >> 32);
  total = (total & 0xffffffff) + (total >> 32);
  total = (total & 0xffff) + (total >> 16);
  total = (total & 0xffff) + (total >> 16);
  total = (total & 0xffff) + (total >> 16);
  return <u32>total;
}

export function complement(total: u64): u32 {
  return ~fold(total) & 0xffff;
}

/** The two bytes of a number, in network order. */
export function swap16(value: u32): u32 {
  return ((value >> 8) | (value << 8)) & 0xffff;
}

/** The pseudo header of an IPv4 packet whose header is at `ip` (RFC 9293 §3.1, RFC 768). */
export function pseudo4(ip: usize, protocol: i32, length: i32): u64 {
  const header = changetype<Ipv4Header>(ip);
  return <u64>header.source + header.destination + swap16(protocol) + swap16(length);
}

/** RFC 8200 §8.1. */
export function pseudo6(ip: usize, protocol: i32, length: i32): u64 {
  return sum(ip + offsetof<Ipv6Header>("source"), 32, <u64>swap16(protocol) + swap16(length));
}

export function setIpv4Checksum(ip: usize, length: i32): void {
  store<u16>(ip, 0, offsetof<Ipv4Header>("checksum"));
  store<u16>(ip, complement(sum(ip, length, 0)), offsetof<Ipv4Header>("checksum"));
}

export function sameBytes(a: usize, b: usize, length: i32): bool {
  while (length >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
    length -= 8;
  }
  while (length > 0) {
    if (load<u8>(a) != load<u8>(b)) return false;
    a++;
    b++;
    length--;
  }
  return true;
}
