import { printable } from "../../base/byte-text.ts";
import { type IpNet } from "../../base/address/endpoint.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { instant } from "../../base/instant.ts";
import { parseMac } from "../../base/address/mac.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { spec as wire } from "../../wire/spec.ts";
import { communityId, type AddressLease } from "./lease.ts";

/** What the file of leases has of one community. */
export interface StoredCommunity {
  readonly id: string;
  /** Undefined = secret. */
  readonly name: CommunityName | undefined;
  readonly network: IpNet | undefined;
  readonly leases: readonly AddressLease[];
}

/** Raised when the format changes in a way that older programs must not misread. */
const spec = { version: 1 } as const;

/** JSON; texts as hexadecimal bytes, because edges choose them. */
export function leasesText(communities: readonly StoredCommunity[]): string {
  const rows = communities.map(({ id, name, network, leases }) => ({
    community: id,
    ...(name !== undefined && { name: toHex(name) }),
    ...(network && { network: `${network.address}/${network.prefix}` }),
    leases: leases.map(({ address, mac, description, identity, lastSeen, isInUse }) => ({
      address,
      mac,
      name: toHex(description),
      identity,
      last_seen: Math.floor(lastSeen / 1000),
      in_use: isInUse,
    })),
  }));
  return `${JSON.stringify({ version: spec.version, communities: rows }, null, 1)}\n`;
}

/** The file is not what `leasesText` writes: damaged, of a later version, or changed by hand. */
export class DamagedLeases extends Error {}

/** Throws DamagedLeases, with the place. */
export function readLeases(text: string): readonly StoredCommunity[] {
  const whole = objectAt(parsed(text), "the file");
  if (whole["version"] !== spec.version)
    throw new DamagedLeases(`it has version ${shown(whole["version"])}, not ${spec.version}`);
  const ids = new Set<string>();
  return listAt(whole["communities"], "communities").map((row, i) => {
    const where = `communities[${i}]`;
    const { community, name, network, leases, ...rest } = objectAt(row, where);
    nothingElse(rest, where);
    const id = matching(community, /^[0-9a-f]{32}$/, `${where}.community`);
    if (ids.has(id)) throw new DamagedLeases(`${where}.community is there twice`);
    ids.add(id);
    return {
      id,
      name: name === undefined ? undefined : nameAt(name, id, `${where}.name`),
      network: network === undefined ? undefined : networkAt(network, `${where}.network`),
      leases: distinct(
        listAt(leases, `${where}.leases`).map((lease, k) => leaseAt(lease, `${where}.leases[${k}]`)),
        where,
      ),
    };
  });
}

function leaseAt(row: unknown, where: string): AddressLease {
  const { address, mac, name, identity, last_seen: lastSeen, in_use: isInUse, ...rest } = objectAt(row, where);
  nothingElse(rest, where);
  if (typeof lastSeen !== "number" || !Number.isInteger(lastSeen) || lastSeen < 0 || lastSeen > 2 ** 40)
    throw new DamagedLeases(`${where}.last_seen is ${shown(lastSeen)}`);
  if (typeof isInUse !== "boolean") throw new DamagedLeases(`${where}.in_use is ${shown(isInUse)}`);
  const parsedMac = parseMac(String(mac));
  if (parsedMac === undefined || parsedMac !== mac) throw new DamagedLeases(`${where}.mac is ${shown(mac)}`);
  return {
    address: addressAt(address, `${where}.address`),
    mac: parsedMac,
    description: textAt(name, wire.descriptionBytes, `${where}.name`) as FieldText,
    identity: matching(identity, /^([0-9a-f]{32})?$/, `${where}.identity`),
    lastSeen: instant(lastSeen * 1000),
    isInUse,
  };
}

/** Two leases of one address would depend on their order. */
function distinct(leases: readonly AddressLease[], where: string): readonly AddressLease[] {
  for (const of of ["address", "mac", "identity"] as const) {
    const known = leases.map((lease) => lease[of]).filter((value) => value !== "");
    if (new Set(known).size < known.length) throw new DamagedLeases(`${where}.leases has one ${of} twice`);
  }
  return leases;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedLeases(text === "" ? "it is empty" : "it is not JSON");
  }
}

function objectAt(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DamagedLeases(`${where} is ${shown(value)}`);
}

function listAt(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new DamagedLeases(`${where} is ${shown(value)}`);
}

function nothingElse(rest: Readonly<Record<string, unknown>>, where: string): void {
  const [name] = Object.keys(rest);
  if (name !== undefined) throw new DamagedLeases(`${where}.${printable(name).slice(0, tuned.shown)} is unknown`);
}

function matching(value: unknown, pattern: RegExp, where: string): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new DamagedLeases(`${where} is ${shown(value)}`);
}

function textAt(value: unknown, size: number, where: string): string {
  const bytes = Buffer.from(matching(value, /^([0-9a-f]{2})*$/, where), "hex");
  if (bytes.length >= size) throw new DamagedLeases(`${where} is too long`);
  return bytes.toString("latin1");
}

function nameAt(value: unknown, id: string, where: string): CommunityName {
  const name = textAt(value, wire.communityBytes, where) as CommunityName;
  if (communityId(name) !== id) throw new DamagedLeases(`${where} is not the name of community ${id}`);
  return name;
}

function addressAt(value: unknown, where: string): string {
  const bytes = typeof value === "string" && !value.includes(":") ? ipBytes(value) : undefined;
  if (bytes !== undefined && ipText(bytes) === value) return value;
  throw new DamagedLeases(`${where} is ${shown(value)}`);
}

function networkAt(value: unknown, where: string): IpNet {
  const [, address, length] = typeof value === "string" ? (/^([\d.]+)\/(\d{1,2})$/.exec(value) ?? []) : [];
  const prefix = Number(length);
  if (address === undefined || prefix < 1 || prefix > 32) throw new DamagedLeases(`${where} is ${shown(value)}`);
  return { address: addressAt(address, where), prefix };
}

/** Tunable: characters of a value in a message. */
const tuned = { shown: 40 } as const;

const toHex = (text: string): string => Buffer.from(text, "latin1").toString("hex");

const shown = (value: unknown): string => printable((JSON.stringify(value) ?? "missing").slice(0, tuned.shown));
