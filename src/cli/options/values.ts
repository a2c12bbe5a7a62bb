import { byteLength, bytesOf, cutText, hasRawBytes, shortened } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { isMulticast, nullMac, parseMac, type Mac } from "../../base/address/mac.ts";

/** Each takes the option as spelled by the user and its text; throws ConfigError with what would be right. */
export const values = {
  whole,
  byte,
  ipv4,
  port,
  bindAddress,
  netmask,
  interfaceAddress,
  route,
  hostAndPort,
  unicastMac,
  deviceName,
  textOf,
  datapath,
  duration,
};

/** A network behind a member of the community. */
export interface RouteOption {
  readonly network: IpNet;
  readonly gateway: string;
}

function whole(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw wrong(option, text, `a whole number from ${least} to ${most}`);
}

/** Decimal, or hexadecimal after 0x. */
function byte(option: string, text: string): number {
  const number = /^(\d{1,3}|0x[0-9a-f]{1,2})$/i.test(text) ? Number(text) : NaN;
  if (number <= 255) return number;
  throw wrong(option, text, "a number from 0 to 255, or 0x00 to 0xff");
}

function port(option: string, text: string): number {
  return whole(option, text, 1, 65535);
}

/** Canonical dotted text. */
function ipv4(option: string, text: string): string {
  const bytes = text.includes(":") ? undefined : ipBytes(text);
  if (bytes === undefined) throw wrong(option, text, "an IPv4 address like 192.0.2.1");
  return ipText(bytes);
}

/**
 * `port`, `address` or `address:port`, IPv6 in brackets; absent parts are 0.0.0.0 and 0, which mean any, like ::.
 */
function bindAddress(option: string, text: string): Endpoint {
  if (/^\d+$/.test(text)) return { address: "0.0.0.0", port: whole(option, text, 0, 65535) };
  const [host, number] = atPort(text);
  const bytes = ipBytes(host);
  if (bytes === undefined) throw wrong(option, text, "a port, an address, address:port or [IPv6 address]:port");
  const isAny = bytes.every((byte) => byte === 0);
  const address = isAny ? "0.0.0.0" : ipText(bytes);
  return { address, port: number === undefined ? 0 : whole(option, number, 0, 65535) };
}

/** `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; text with more colons is left as it is, and is not an address. */
function atPort(text: string): readonly [host: string, port: string | undefined] {
  const [, inside, after] = /^\[([0-9a-f:.]+)\](?::(\d+))?$/i.exec(text) ?? [];
  if (inside !== undefined) return [inside.includes(":") ? inside : text, after];
  const [host, number, ...more] = text.split(":");
  return more.length === 0 ? [host!, number] : [text, undefined];
}

/** `255.255.255.0` = 24. */
function netmask(option: string, text: string): number {
  const bytes = ipBytes(text);
  const bits = bytes === undefined ? "" : Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  if (!/^1{1,32}0*$/.test(bits) || bits.length !== 32) throw wrong(option, text, "a netmask like 255.255.255.0");
  return bits.lastIndexOf("1") + 1;
}

/** A host's address with its prefix length, `/24` if absent: an address for an interface. */
function interfaceAddress(option: string, text: string, defaultPrefix = 24): IpNet {
  const [address, length, ...more] = text.replace(/^static:/, "").split("/");
  const bytes = more.length === 0 && !address!.includes(":") ? ipBytes(address!) : undefined;
  if (bytes === undefined) throw wrong(option, text, "an address like 10.0.0.1 or 10.0.0.1/24");
  const prefix = length === undefined ? defaultPrefix : whole(option, length, 1, 32);
  if (bytes[0] === 0 || bytes[0] === 127 || bytes[0]! >= 224) throw wrong(option, text, "the address of a host");
  const number = Buffer.from(bytes).readUInt32BE();
  const hostMask = 2 ** (32 - prefix) - 1;
  const host = (number & hostMask) >>> 0;
  if (prefix < 31 && (host === 0 || host === hostMask)) {
    throw wrong(option, text, `the address of a host, not that of the whole network /${prefix}`);
  }
  return { address: ipText(bytes), prefix };
}

/** `net/n:gateway`; the network must begin where it says. */
function route(option: string, text: string): RouteOption {
  const [, network, length, gateway] = /^([\d.]+)\/(\d+):([\d.]+)$/.exec(text) ?? [];
  if (network === undefined) throw wrong(option, text, "NETWORK/N:GATEWAY, like 192.168.5.0/24:10.0.0.2");
  const prefix = whole(option, length!, 0, 32);
  const address = ipv4(option, network);
  const hosts = Buffer.from(ipBytes(address)!).readUInt32BE() % 2 ** (32 - prefix);
  if (hosts !== 0) throw wrong(option, text, `the beginning of a network /${prefix}`);
  return { network: { address, prefix }, gateway: ipv4(option, gateway!) };
}

function hostAndPort(option: string, text: string): { host: string; port: number } {
  const [host, number] = atPort(text);
  const bytes = /^[\d.]+$/.test(host) || host.includes(":") ? ipBytes(host) : undefined;
  const isName = /^[a-z0-9]([a-z0-9._-]*[a-z0-9.])?$/i.test(host) && host.length <= 253 && !/^[\d.]+$/.test(host);
  if (number === undefined || (bytes === undefined && !isName)) {
    throw wrong(option, text, "host:port, like supernode.example.org:7654 or [2001:db8::1]:7654");
  }
  return { host: bytes === undefined ? host : ipText(bytes), port: port(option, number) };
}

function unicastMac(option: string, text: string): Mac {
  const mac = parseMac(text);
  const group = mac !== undefined && (isMulticast(mac) || (parseInt(mac.slice(0, 2), 16) & 1) === 1);
  if (mac === undefined || mac === nullMac || group) {
    throw wrong(option, text, "the MAC address of one interface, like 02:00:5e:10:20:30");
  }
  return mac;
}

function datapath(option: string, text: string): "fast" | "portable" {
  if (text === "fast" || text === "portable") return text;
  throw new ConfigError(`${option} ${text} is not one: give fast or portable`);
}

/** `90` seconds, `30m`, `12h`, `7d` → seconds. */
function duration(option: string, text: string, least: number, most: number): number {
  const [, digits, unit = "s"] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const length = Number(digits) * (units[unit || "s"] ?? NaN);
  if (length >= least && length <= most) return length;
  throw wrong(option, text, `a time like 90s, 30m, 12h or 7d, from ${least} s to ${Math.floor(most / 86_400)} days`);
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** IFNAMSIZ without its zero. */
export const deviceNameBytes = 15;

/**
 * Interface names that Linux allows (dev_valid_name), without its template letter %; cut to 15 bytes.
 */
function deviceName(option: string, text: string): string {
  const isText = /^[^\s/:%\0]+$/.test(text) && !hasRawBytes(text) && text !== "." && text !== "..";
  // The kernel treats this byte as a blank wherever it occurs.
  const legal = isText && !bytesOf(text).includes(0xa0);
  if (!legal) throw wrong(option, text, "an interface name of 1 to 15 characters without blanks, / and :");
  return cutText(text, deviceNameBytes);
}

/** The part of a longer text that the reference keeps; `cutNotice` is the warning. */
function textOf(option: string, text: string, most: number, least = 1): string {
  if (text.length < least || text.includes("\0")) throw wrong(option, text, `${least} to ${most} bytes`);
  return cutText(text, most);
}

/** Tunable: bytes of a long text in a message about it. */
const tuned = { shown: 60 } as const;

const brief = (text: string): string => shortened(text, tuned.shown);

/** One warning, or none. */
export function cutNotice(option: string, text: string | undefined, most: number): readonly string[] {
  if (text === undefined || byteLength(text) <= most) return [];
  return [`of ${option} "${brief(text)}" only "${cutText(text, most)}" counts, as in n2n`];
}

function wrong(option: string, text: string, right: string): ConfigError {
  return new ConfigError(`${option} ${JSON.stringify(brief(text))} is not right: give ${right}`);
}
