import type { Community } from "./message.ts";
import { spec } from "./spec.ts";

/**
 * The gate for names from people: 1 to 19 bytes of UTF-8 without NUL, as the reference takes them from its command line.
 * Undefined = not a community name.
 */
export function parseCommunity(text: string): Community | undefined {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length < 1 || bytes.length >= spec.communityBytes || bytes.includes(0)) return undefined;
  return bytes.toString("latin1") as Community;
}

/** The name as a person typed it. */
export function communityText(community: Community): string {
  return Buffer.from(community, "latin1").toString("utf8");
}
