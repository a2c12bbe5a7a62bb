import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../base/bytes.ts";
import { arbitraryMessage } from "./testing/arbitrary-message.ts";
import { decode, decodeDeclared, encode, encodeDeclared } from "./codec.ts";
import type { Message } from "./message.ts";

const datagram = fc.uint8Array({ maxLength: 2048 });

/** Random bytes after a valid version, flags and type; otherwise nearly every try would end at the version. */
const plausible = fc
  .tuple(fc.uint8Array({ minLength: 24, maxLength: 300 }), fc.nat(12), fc.constantFrom(0, 0x20, 0x40, 0x60))
  .map(([bytes, type, flags]) => {
    bytes.set([3, 2, 0, flags | type]);
    bytes[23] = 0;
    return bytes;
  });

const mutatedFrom = (messages: fc.Arbitrary<Message>) =>
  fc
    .tuple(messages, fc.array(fc.tuple(fc.nat(100), fc.nat(255)), { maxLength: 4 }), fc.nat(120))
    .map(([message, patches, cut]) => {
      const bytes = encode(message).slice(0, cut < 60 ? undefined : cut);
      for (const [at, value] of patches) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });

const mutated = mutatedFrom(arbitraryMessage());
const mutatedOf = (type: Message["type"]) => mutatedFrom(arbitraryMessage(type));

test("an encoded message decodes, and the fast encoder writes what the layout writes", () => {
  fc.assert(
    fc.property(arbitraryMessage(), (message) => {
      expect(decode(encode(message))).toEqual(message);
      expect(hex(encode(message))).toBe(hex(encodeDeclared(message)));
    }),
  );
});

test("any bytes are a message or malformed, and a message can be encoded again", () => {
  fc.assert(
    fc.property(fc.oneof(datagram, plausible, mutated), (bytes) => {
      const found = decode(bytes);
      if ("malformed" in found) expect(found.at).toBeLessThanOrEqual(bytes.length);
      else expect(decode(encode(found))).toEqual(found);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["PACKET", 3],
  ["REGISTER_SUPER", 5],
] as const)("the fast decoder of a %s reads what its layout reads", (type, number) => {
  const ofType = (bytes: Uint8Array) => {
    if (bytes.length > 3) bytes.set([3, bytes[1]!, 0, (bytes[3]! & 0x60) | number]);
    return bytes;
  };
  const whole = fc
    .oneof(plausible, mutated, mutatedOf(type))
    .map(ofType)
    .filter((bytes) => bytes.length >= 24);
  fc.assert(
    fc.property(whole, (bytes) => {
      expect(decode(bytes)).toEqual(decodeDeclared(type, bytes));
    }),
    { numRuns: 1000 },
  );
});
