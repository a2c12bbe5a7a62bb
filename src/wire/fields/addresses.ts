import { Bug } from "../../base/bug.ts";
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { macAt, writeMac, type Mac } from "../../base/address/mac.ts";
import type { Codec } from "./field.ts";

export const mac: Codec<Mac> = {
  name: "mac",
  bytes: 6,
  read: (reader) => macAt(reader.take(6), 0),
  write(writer, value) {
    const bytes = new Uint8Array(6);
    writeMac(bytes, 0, value);
    writer.put(bytes);
  },
};

const ipv6 = 0x8000;
/** Marks TCP in later development versions; ignored (§15). */
const tcp = 0x4000;

/** Family word, port, 4 or 16 address bytes (§2). */
export const sock: Codec<Endpoint> = {
  name: "sock",
  bytes: 8,
  read(reader) {
    const start = reader.at;
    const family = reader.u16();
    if ((family & ~(ipv6 | tcp)) !== 0) reader.fail("family", start);
    const port = reader.u16();
    return { address: ipText(reader.take(family & ipv6 ? 16 : 4)), port };
  },
  write(writer, { address, port }) {
    const bytes = numeric(address);
    writer.u16(bytes.length === 16 ? ipv6 : 0);
    writer.u16(port);
    writer.put(bytes);
  },
};

/** IPv4 address and prefix length (§2). */
export const ipnet: Codec<IpNet> = {
  name: "ipnet",
  bytes: 5,
  read(reader) {
    const address = ipText(reader.take(4));
    const prefix = reader.u8();
    if (prefix > 32) reader.fail("prefix", reader.at - 1);
    return { address, prefix };
  },
  write(writer, { address, prefix }) {
    const bytes = numeric(address);
    if (bytes.length !== 4) throw new Bug(`not an IPv4 address: ${address}`);
    writer.put(bytes);
    writer.u8(prefix);
  },
};

export function numeric(address: string): Uint8Array {
  const bytes = ipBytes(address);
  if (bytes === undefined) throw new Bug(`not a numeric address: ${address}`);
  return bytes;
}
