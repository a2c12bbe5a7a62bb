/** An Ethernet address in canonical text form: six lower-case hex pairs joined by colons. Usable as a map key. */
export type Mac = string & { readonly brand: "mac" };

export const nullMac = "00:00:00:00:00:00" as Mac;
export const broadcastMac = "ff:ff:ff:ff:ff:ff" as Mac;

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Reads six bytes at `offset`. The caller has checked the bounds. */
export function macAt(bytes: Uint8Array, offset: number): Mac {
  let text = hexPairs[bytes[offset]!]!;
  for (let i = 1; i < 6; i++) text += ":" + hexPairs[bytes[offset + i]!]!;
  return text as Mac;
}

export function writeMac(bytes: Uint8Array, offset: number, mac: Mac): void {
  for (let i = 0; i < 6; i++) bytes[offset + i] = parseInt(mac.slice(i * 3, i * 3 + 2), 16);
}

/** The gate for text from people: accepts colons or dashes, any case. Undefined = not a MAC address. */
export function parseMac(text: string): Mac | undefined {
  return /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text) ? (text.toLowerCase().replaceAll("-", ":") as Mac) : undefined;
}

/** A unicast, locally administered address from six random bytes. */
export function locallyAdministered(random: Uint8Array): Mac {
  const bytes = Uint8Array.from(random.subarray(0, 6));
  bytes[0] = (bytes[0]! & 0xfc) | 0x02;
  return macAt(bytes, 0);
}

/** Broadcast, IPv4 multicast (01:00:5e, high bit of byte 3 clear) or IPv6 multicast (33:33): fact sheet §10.4. */
export function isMulticast(mac: Mac): boolean {
  if (mac === broadcastMac || mac.startsWith("33:33")) return true;
  return mac.startsWith("01:00:5e") && parseInt(mac.slice(9, 11), 16) < 0x80;
}
