import fc from "fast-check";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { ipText } from "../../base/address/ip.ts";
import { macAt } from "../../base/address/mac.ts";
import type { LayoutRow } from "../layout.ts";
import { messages } from "../layouts.ts";
import type { Message } from "../message.ts";
import { spec } from "../spec.ts";

/** Any valid message, generated from the declared layouts, so that a new field is fuzzed as soon as it is declared. */
export function arbitraryMessage(only?: Message["type"]): fc.Arbitrary<Message> {
  const wanted = Object.entries(messages).filter(([type]) => only === undefined || type === only);
  const kinds = wanted.map(([type, { layout }]) => {
    const rows = layout.rows(spec.headerBytes);
    return fc
      .tuple(
        fc.record({
          type: fc.constant(type),
          ttl: fc.nat(255),
          fromSupernode: fc.boolean(),
          community: latin1(spec.communityBytes).filter((text) => text !== ""),
        }),
        fc.record(fieldsOf(rows.filter((row) => !row.optional))),
        fc.record(fieldsOf(rows.filter((row) => row.optional)), { requiredKeys: [] }),
      )
      .map(([common, body, optional]): object => ({ ...common, ...body, ...optional }));
  });
  return fc.oneof(...kinds) as fc.Arbitrary<Message>;
}

function fieldsOf(rows: readonly LayoutRow[]): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(rows.map((row) => [row.name, fields[row.encoding]!(row)]));
}

const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
const mac = bytes(6, 6).map((six) => macAt(six, 0));
const address4 = bytes(4, 4).map(ipText);
const address = fc.oneof(address4, bytes(16, 16).map(ipText));
const sock: fc.Arbitrary<Endpoint> = fc.record({ address, port: fc.nat(0xffff) });

const fields: Record<string, (row: LayoutRow) => fc.Arbitrary<unknown>> = {
  u8: () => fc.nat(0xff),
  u16: () => fc.nat(0xffff),
  u32: () => fc.nat(0xffff_ffff),
  mac: () => mac,
  sock: () => sock,
  ipnet: () => fc.record({ address: address4, prefix: fc.nat(32) }),
  text: (row) => latin1(Number(row.size)),
  auth: () => fc.record({ scheme: fc.nat(0xffff), token: bytes(0, spec.tokenMax) }),
  supernodes: () => fc.array(fc.record({ socket: sock, mac }), { maxLength: spec.supernodesMax }),
  bytes: () => bytes(0, 1500),
};

function latin1(size: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 1, max: 0xff }).map((code) => String.fromCharCode(code));
  return fc.array(character, { maxLength: size - 1 }).map((characters) => characters.join(""));
}
