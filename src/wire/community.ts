import { byteLength, bytesOf, textOf } from "../base/byte-text.ts";
import type { CommunityName } from "./message.ts";
import { spec } from "./spec.ts";

/**
 * Parses a name from the user: UTF-8 without NUL. Only its first 19 bytes count, as with the reference (fact sheet
 * §12.1). Undefined = not a community name.
 */
export function parseCommunity(text: string): CommunityName | undefined {
  const bytes = Buffer.from(bytesOf(text));
  if (bytes.length < 1 || bytes.includes(0)) return undefined;
  return bytes.subarray(0, spec.communityBytes - 1).toString("latin1") as CommunityName;
}

/**
 * The warning about a longer name; undefined = it fits. Does not contain the name, which is secret if headers are
 * encrypted.
 */
export function cutCommunity(text: string): string | undefined {
  const name = parseCommunity(text);
  if (name === undefined || byteLength(text) === name.length) return undefined;
  return `the community's name has ${byteLength(text)} bytes: only the first ${name.length} count, as in n2n`;
}

/** The name as the user typed it. */
export function communityText(community: CommunityName): string {
  return textOf(Buffer.from(community, "latin1"));
}
