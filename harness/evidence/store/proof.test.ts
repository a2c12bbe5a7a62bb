import fc from "fast-check";
import { expect, it } from "vitest";
import { inSeries } from "../../nat/predict/series.ts";
import { namedNat, natNames } from "../../topology/nat/presets.ts";
import { storedNat } from "./proof.ts";

it("every named NAT, alone and in series, is read as it was written", () => {
  const one = fc.constantFrom(...natNames.map((name) => namedNat(name)!));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (chain) => {
      const written: unknown = JSON.parse(JSON.stringify(inSeries(chain)));
      expect(storedNat.parse(written)).toEqual(written);
    }),
    { numRuns: 500 },
  );
});
