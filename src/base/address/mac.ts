/** An Ethernet address in canonical text form: six lower-case hex pairs joined by colons. Usable as a map key. */
export type Mac = string & { readonly brand: "mac" };

export const nullMac = "00:00:00:00:00:00" as Mac;
export const broadcastMac = "ff:ff:ff:ff:ff:ff" as Mac;

/** Reads six bytes at `offset`. The caller has checked the bounds. By hand, because it runs for every datagram. */
export function macAt(bytes: Uint8Array, offset: number): Mac {
  const a = bytes[offset]!;
  const b = bytes[offset + 1]!;
  const c = bytes[offset + 2]!;
  const d = bytes[offset + 3]!;
  const e = bytes[offset + 4]!;
  const f = bytes[offset + 5]!;
  // Made in one piece: V8 copies a concatenated string when it is used as a key.
  return String.fromCharCode(
    digits[a >> 4]!,
    digits[a & 15]!,
    colon,
    digits[b >> 4]!,
    digits[b & 15]!,
    colon,
    digits[c >> 4]!,
    digits[c & 15]!,
    colon,
    digits[d >> 4]!,
    digits[d & 15]!,
    colon,
    digits[e >> 4]!,
    digits[e & 15]!,
    colon,
    digits[f >> 4]!,
    digits[f & 15]!,
  ) as Mac;
}

export function writeMac(bytes: Uint8Array, offset: number, mac: Mac): void {
  for (let i = 0; i < 6; i++) bytes[offset + i] = (value(mac, 3 * i) << 4) | value(mac, 3 * i + 1);
}

/** Of a lower-case hexadecimal digit. */
function value(mac: Mac, at: number): number {
  const code = mac.charCodeAt(at);
  return code - (code < 0x61 ? 0x30 : 0x57);
}

const digits = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const colon = 0x3a;

/** Parses user input: accepts colons or dashes, any case. Undefined = not a MAC address. */
export function parseMac(text: string): Mac | undefined {
  return /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text) ? (text.toLowerCase().replaceAll("-", ":") as Mac) : undefined;
}

/** A unicast, locally administered address from six random bytes. */
export function locallyAdministered(random: Uint8Array): Mac {
  const bytes = Uint8Array.from(random.subarray(0, 6));
  bytes[0] = (bytes[0]! & 0xfc) | 0x02;
  return macAt(bytes, 0);
}

/**
 * A group address, such as those of LLDP, STP, EAPOL and PTP: never a station's own (IEEE 802-2014 §8.2.2).
 */
export function isGroup(mac: Mac): boolean {
  return (value(mac, 1) & 1) === 1;
}

/**
 * Destinations that a supernode relays to all members: broadcast, IPv4 multicast (01:00:5e, high bit of byte 3 clear)
 * or IPv6 multicast (33:33): fact sheet §10.4.
 */
export function isMulticast(mac: Mac): boolean {
  if (mac === broadcastMac || mac.startsWith("33:33")) return true;
  return mac.startsWith("01:00:5e") && parseInt(mac.slice(9, 11), 16) < 0x80;
}
