import { z } from "zod";
import { hex } from "../../../base/bytes.ts";
import { broadcastMac, isMulticast, nullMac, parseMac } from "../../../base/address/mac.ts";
import { gratuitousArp } from "../../../edge/frames/ethernet.ts";
import { Writer } from "../../../wire/writer.ts";
import { sock } from "../../../wire/fields/addresses.ts";
import { spec } from "../../../wire/spec.ts";
import { check, hexText, kindIs } from "../check.ts";

const mac = z.string().transform((text, context) => {
  const parsed = parseMac(text);
  if (parsed === undefined) context.addIssue("must be a MAC address");
  return parsed ?? nullMac;
});

const sizes = check(
  "sizes of fields",
  kindIs("sizes"),
  z.object({
    sizeof_sock: z.number(),
    sizeof_auth: z.number(),
    sizeof_register_super_ack_payload_entry: z.number(),
    register_super_ack_payload_space: z.number(),
    max_entries: z.number(),
  }),
  (record, same) => {
    const writer = new Writer();
    sock.write(writer, { address: "2001:db8::1", port: 1 });
    same("a socket's most bytes", writer.finish().length, record.sizeof_sock);
    same("scheme, size and longest token", 2 + 2 + spec.tokenMax, record.sizeof_auth);
    same("supernode entry", spec.supernodeEntryBytes, record.sizeof_register_super_ack_payload_entry);
    same("most supernodes", spec.supernodesMax, record.max_entries);
    const room = record.register_super_ack_payload_space;
    same("they fit, and one more would not", Math.floor(room / spec.supernodeEntryBytes), spec.supernodesMax);
  },
);

const macClass = check(
  "class of a MAC address",
  kindIs("mac_class"),
  z.object({ mac, multi_or_broadcast: z.boolean(), broadcast: z.boolean(), null: z.boolean() }),
  (record, same) => {
    same("goes to everybody", isMulticast(record.mac), record.multi_or_broadcast);
    same("broadcast", record.mac === broadcastMac, record.broadcast);
    same("null", record.mac === nullMac, record.null);
  },
);

const arp = check(
  "gratuitous ARP",
  kindIs("gratuitous_arp"),
  z.object({ mac, ip: z.ipv4(), frame: hexText }),
  (record, same) => same("frame", hex(gratuitousArp(record.mac, record.ip)), record.frame),
);

export const sundries = [sizes, macClass, arp];
