import { Bug } from "../../base/bug.ts";
import { ipText } from "../../base/address/ip.ts";
import { mac, numeric } from "./addresses.ts";
import type { Codec } from "./field.ts";
import type { RegisterSuperAck } from "../message.ts";
import type { Reader } from "../reader.ts";
import { spec } from "../spec.ts";

type Supernode = RegisterSuperAck["supernodes"][number];

/** Address families of Linux: an entry is a raw memory image of an x86 machine (§3.6). IPv6 was never seen. */
const family = { ipv4: 2, ipv6: 10 } as const;

/**
 * A count, then 26 bytes each: family, zero, port **little endian**, address in 16 bytes, MAC. Entries of other
 * families (big-endian builds write theirs differently) are skipped; the rest of the message stays valid.
 */
export const supernodes: Codec<readonly Supernode[]> = {
  name: "supernodes",
  bytes: 1,
  more: `${spec.supernodeEntryBytes}·num_sn`,
  read(reader) {
    const start = reader.at;
    const count = reader.u8();
    if (count > spec.supernodesMax) reader.fail("supernodes", start);
    const entries: Supernode[] = [];
    for (let i = 0; i < count && reader.trouble === undefined; i++) {
      const entry = readEntry(reader);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  },
  write(writer, entries) {
    if (entries.length > spec.supernodesMax) throw new Bug(`${entries.length} supernodes`);
    writer.u8(entries.length);
    for (const entry of entries) {
      const address = new Uint8Array(16);
      const bytes = numeric(entry.socket.address);
      address.set(bytes);
      writer.u8(bytes.length === 16 ? family.ipv6 : family.ipv4);
      writer.u8(0);
      writer.u16(swapped(entry.socket.port));
      writer.put(address);
      mac.write(writer, entry.mac);
    }
  },
};

function readEntry(reader: Reader): Supernode | undefined {
  const kind = reader.u8();
  reader.u8();
  const port = swapped(reader.u16());
  const address = reader.take(16);
  const entryMac = mac.read(reader);
  if (kind === family.ipv4) return { socket: { address: ipText(address.subarray(0, 4)), port }, mac: entryMac };
  if (kind === family.ipv6) return { socket: { address: ipText(address), port }, mac: entryMac };
  return undefined;
}

function swapped(word: number): number {
  return ((word & 0xff) << 8) | (word >>> 8);
}
