/**
 * A member's description as a label of a host name (RFC 1123 §2.1, RFC 5890 §2.3.1 for the reserved hyphens), in lower
 * case. Undefined = it is none: it could mean another host, or something else to a program that reads it.
 */
export function hostLabel(description: string): string | undefined {
  const label = description.toLowerCase();
  const isLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  // Only digits would look like an address.
  return isLabel && !/^\d+$/.test(label) && !/^..--/.test(label) && !reserved.has(label) ? label : undefined;
}

/** RFC 6761 §6.3, and names by which programs look for a service of their own network. */
const reserved: ReadonlySet<string> = new Set(["localhost", "localdomain", "wpad", "isatap", "broadcasthost"]);

export const isDomain = (text: string): boolean =>
  text.length <= 200 && text.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
