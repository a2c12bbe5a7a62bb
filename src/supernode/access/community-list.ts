import { byteLength, bytesOf } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes } from "../../base/address/ip.ts";
import { sixBitBytes } from "../../seal/six-bit.ts";
import { cutCommunity, parseCommunity } from "../../wire/community.ts";
import type { CommunityName } from "../../wire/message.ts";
import { compilePattern, type NamePattern, patternCharacters } from "./name-pattern.ts";

/** Who may use a supernode (`-c`, fact sheet §12.4). */
export interface CommunityList {
  readonly fixed: ReadonlyMap<CommunityName, ListedCommunity>;
  /** Communities whose whole name matches one of these are plain, and exist only while they have edges. */
  readonly patterns: readonly NamePattern[];
  /** Warnings about lines that do not mean what they seem to. */
  readonly warnings?: readonly string[];
}

export interface ListedCommunity {
  readonly name: CommunityName;
  /** Undefined = draws one of the automatic subnets. */
  readonly subnet?: IpNet;
  /** Not empty = user/password mode: headers are always encrypted, and only listed users are accepted. */
  readonly users: readonly ListedUser[];
}

export interface ListedUser {
  /** For display; the protocol does not carry it. */
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Parses the list in `text`; `file` is its name in messages. The caller decides about an empty list, which the
 * reference treats as no list at all. Throws a ConfigError that names file and line.
 */
export function parseCommunityList(text: string, file: string): CommunityList {
  const fixed = new Map<CommunityName, ListedCommunity & { users: ListedUser[] }>();
  const patterns: NamePattern[] = [];
  const warnings: string[] = [];
  let above: { users: ListedUser[] } | undefined;
  for (const [index, whole] of text.split("\n").entries()) {
    const wrong = (what: string) => new ConfigError(`${file}:${index + 1}: ${what}`);
    const warn = (what: string) => warnings.push(`${file}:${index + 1}: ${what}`);
    const alone = (more: readonly string[]) => {
      if (more.length > 0 && !more[0]!.startsWith("#")) warn(`"${more.join(" ")}" is ignored, as in n2n`);
    };
    const [first = "", ...rest] = whole.split(blanks).filter((word) => word !== "");
    if (whole.startsWith("#") || first === "") continue;
    if (first === "*") {
      if (above === undefined) throw wrong("a user line must follow its community");
      above.users.push(user(rest, wrong));
      alone(rest.slice(2));
    } else if (patternCharacters.test(first)) {
      patterns.push(pattern(first, wrong));
      alone(rest);
    } else {
      const community = named(first, rest, wrong, warn);
      alone(rest.slice(rest[0]?.startsWith("#") ? 0 : 1));
      const cut = cutCommunity(first);
      if (cut !== undefined) warn(cut);
      const known = fixed.get(community.name);
      if (known !== undefined) warn(`"${first}" appears twice; the first line counts`);
      above = known ?? community;
      if (known === undefined) fixed.set(community.name, community);
    }
  }
  return { fixed, patterns, ...(warnings.length > 0 && { warnings }) };
}

/** Whether `list` admits a community of this name. */
export function isListed(list: CommunityList, name: CommunityName): boolean {
  if (list.fixed.has(name)) return true;
  if (list.patterns.length === 0) return false;
  const known = remembered(list);
  const before = known.get(name);
  if (before !== undefined) return before;
  const listed = list.patterns.some((pattern) => pattern.matches(name));
  if (known.size >= namesRemembered) known.clear();
  known.set(name, listed);
  return listed;
}

/** The blanks of C's isspace(3); a name may contain any others. */
const blanks = /[ \t\r\v\f]+/;

/** Upper bound on the steps of `isListed`, over all expressions; 0 = it need not match any. */
export function costOf(list: CommunityList, name: CommunityName): number {
  if (list.patterns.length === 0 || list.fixed.has(name) || remembered(list).has(name)) return 0;
  return name.length * list.patterns.reduce((sum, { steps }) => sum + steps, 0);
}

/** Cached results for names that are not fixed ones. */
const answersOf = new WeakMap<CommunityList, Map<CommunityName, boolean>>();

function remembered(list: CommunityList): Map<CommunityName, boolean> {
  const known = answersOf.get(list) ?? new Map<CommunityName, boolean>();
  answersOf.set(list, known);
  return known;
}

/** Tunable. */
const namesRemembered = 16_384;

type Wrong = (what: string) => ConfigError;

function user([name, key]: readonly string[], wrong: Wrong): ListedUser {
  const publicKey = key?.length === keyCharacters ? sixBitBytes(key) : undefined;
  if (name === undefined || publicKey === undefined)
    throw wrong(`a user line is "* name key", the key ${keyCharacters} characters as n2n-keygen prints it`);
  return { name, publicKey };
}

/** 32 bytes in six-bit text. */
const keyCharacters = 43;

function pattern(text: string, wrong: Wrong): NamePattern {
  if (byteLength(text) > patternMax) throw wrong(`an expression has at most ${patternMax} bytes`);
  const compiled = compilePattern(Buffer.from(bytesOf(text)).toString("latin1"));
  if ("wrong" in compiled) throw wrong(`the expression ${text} has ${compiled.wrong}`);
  return compiled;
}

/** Tunable. */
const patternMax = 255;

/** With an invalid network, the community gets an automatic one, as with the reference. */
function named(
  first: string,
  [net]: readonly string[],
  wrong: Wrong,
  warn: (what: string) => void,
): ListedCommunity & { users: ListedUser[] } {
  const name = parseCommunity(first);
  if (name === undefined) throw wrong(`this is not a community name: "${first}"`);
  if (net === undefined || net.startsWith("#")) return { name, users: [] };
  const subnet = parseSubnet(net);
  if (subnet !== undefined) return { name, subnet, users: [] };
  warn(
    `"${net}" is not a network like 10.1.2.0/24 with prefix 1 to 30 and zero host bits; "${first}" gets another one`,
  );
  return { name, users: [] };
}

/** Undefined = not a network with its host bits zero. */
function parseSubnet(text: string): IpNet | undefined {
  const [, address, digits] = /^([0-9.]+)\/([0-9]{1,2})$/.exec(text) ?? [];
  const bytes = address === undefined ? undefined : ipBytes(address);
  const prefix = Number(digits);
  if (bytes === undefined || prefix < 1 || prefix > 30) return undefined;
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return value % 2 ** (32 - prefix) === 0 ? { address: address!, prefix } : undefined;
}
