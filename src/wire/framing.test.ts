import fc from "fast-check";
import { expect, it } from "vitest";
import { concat } from "../base/bytes.ts";
import { framed, Frames } from "./framing.ts";

it("any messages arrive whole, however they are cut", () => {
  const message = fc.uint8Array({ maxLength: 60 });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(message), sizes, (messages, cuts) => {
      const stream = concat(...messages.map(framed));
      const frames = new Frames();
      const arrived: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + cuts[i % cuts.length]!;
        arrived.push(...frames.add(stream.subarray(at, end))!);
        at = end;
      }
      expect(arrived).toEqual(messages);
    }),
  );
});

it("a length above 2046 ends the connection", () => {
  expect(new Frames().add(Uint8Array.of(0x07, 0xfe))).toEqual([]);
  expect(new Frames().add(Uint8Array.of(0x07, 0xff))).toBeUndefined();
});
