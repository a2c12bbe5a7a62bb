/**
 * Who is held to account for a source address: an IPv4 address, or the /64 of an IPv6 address, since every IPv6 host
 * has 2^64 addresses to choose from. `address` in canonical text (RFC 5952).
 */
export function hostOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const behind = tail === "" ? [] : tail.split(":");
    while (groups.length + behind.length < 8) groups.push("0");
    groups.push(...behind);
  }
  return `${groups.slice(0, 4).join(":")}::/64`;
}
