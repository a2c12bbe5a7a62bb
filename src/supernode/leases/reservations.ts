import { ConfigError } from "../../base/config-error.ts";
import { bytesOf, shortened } from "../../base/byte-text.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { type Mac, parseMac } from "../../base/address/mac.ts";
import { parseCommunity } from "../../wire/community.ts";
import { fieldText } from "../../wire/fields/text.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";

/** An address that an operator gives to one edge: to a MAC address, or to a description (`-I`). */
export interface Reservation {
  readonly community: CommunityName;
  readonly address: string;
  readonly who: { readonly mac: Mac } | { readonly description: FieldText };
}

export class Reservations {
  readonly #byAddress = new Map<string, Reservation>();
  readonly #byWho = new Map<string, Reservation>();

  constructor(all: readonly Reservation[] = []) {
    for (const reservation of all) {
      this.#byAddress.set(`${reservation.community} ${reservation.address}`, reservation);
      this.#byWho.set(whoKey(reservation), reservation);
    }
  }

  all(): IterableIterator<Reservation> {
    return this.#byWho.values();
  }

  at(community: CommunityName, address: string): Reservation | undefined {
    return this.#byAddress.get(`${community} ${address}`);
  }

  ofMac(community: CommunityName, mac: Mac): Reservation | undefined {
    return this.#byWho.get(whoKey({ community, who: { mac } }));
  }

  /** A MAC address takes precedence. */
  of(community: CommunityName, mac: Mac | undefined, description: FieldText): Reservation | undefined {
    const ofMac = mac === undefined ? undefined : this.ofMac(community, mac);
    return ofMac ?? this.#byWho.get(whoKey({ community, who: { description } }));
  }
}

const whoKey = ({ community, who }: Pick<Reservation, "community" | "who">): string =>
  `${community} ${"mac" in who ? `mac ${who.mac}` : `name ${who.description}`}`;

/** Tunable: lines of a file, and bytes of a line in a message. */
const tuned = { most: 65_536, shown: 60 } as const;

/**
 * One reservation a line: community, address, and the MAC address or the description of the edge. Throws ConfigError
 * that names file and line.
 */
export function parseReservations(text: string, file: string): readonly Reservation[] {
  const found: Reservation[] = [];
  const lines = new Map<string, number>();
  text.split("\n").forEach((line, index) => {
    const words = line.trim();
    if (words === "" || words.startsWith("#")) return;
    const at = index + 1;
    const reservation = parseLine(words, `${file}:${at}: `);
    const { community, address } = reservation;
    for (const [key, what] of [
      [`${community} ${address}`, "the address"],
      [whoKey(reservation), "the edge"],
    ] as const) {
      const before = lines.get(key);
      if (before !== undefined) throw new ConfigError(`${file}:${at}: ${what} is in line ${before} already`);
      lines.set(key, at);
    }
    found.push(reservation);
    if (found.length > tuned.most) throw new ConfigError(`${file} has more than ${tuned.most} reservations`);
  });
  return found;
}

function parseLine(line: string, where: string): Reservation {
  const [, name, address, who] = /^(\S+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  const community = name === undefined ? undefined : parseCommunity(name);
  if (community === undefined || Buffer.from(bytesOf(name!)).length > community.length)
    throw new ConfigError(`${where}${JSON.stringify(shortened(line, tuned.shown))} is not right: ${right}`);
  const bytes = address!.includes(":") ? undefined : ipBytes(address!);
  if (bytes === undefined || bytes[0] === 0 || bytes[0] === 127 || bytes[0]! >= 224)
    throw new ConfigError(`${where}${JSON.stringify(shortened(address!, tuned.shown))} is not the address of a host`);
  const mac = parseMac(who!);
  if (mac !== undefined) return { community, address: ipText(bytes), who: { mac } };
  if (Buffer.from(bytesOf(who!)).length >= spec.descriptionBytes)
    throw new ConfigError(`${where}the name has more than ${spec.descriptionBytes - 1} bytes`);
  return { community, address: ipText(bytes), who: { description: fieldText(who!, spec.descriptionBytes) } };
}

const right = "give COMMUNITY ADDRESS and the MAC address or the description (-I) of an edge";
