import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { aesTransform } from "./aes.ts";

it("sealing and opening a packet do not depend on earlier packets", () => {
  const sizes = fc.array(fc.record({ length: fc.nat(200), sealed: fc.boolean(), spoilt: fc.boolean() }));
  fc.assert(
    fc.property(sizes, fc.constantFrom("k", "k".repeat(30), "k".repeat(40)), (packets, key) => {
      const used = aesTransform(key, seededRandom(1));
      for (const [i, { length, sealed, spoilt }] of packets.entries()) {
        const plain = Uint8Array.from({ length }, (_, n) => n * 7 + i);
        const bytes = aesTransform(key, seededRandom(i)).seal(plain);
        if (spoilt) bytes[bytes.length - 1]! ^= 1;
        if (sealed) expect(aesTransform(key, seededRandom(9)).open(used.seal(plain))).toEqual(Buffer.from(plain));
        else expect(used.open(bytes)).toEqual(aesTransform(key, seededRandom(9)).open(bytes));
      }
    }),
  );
});
