import { expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { Story } from "../testing/story.ts";
import { captureFile, envelope, storedEvidence, type StoredEvidence } from "./evidence.ts";

/** Without brands and `readonly`, of which JSON has none. */
type Plain<T> = T extends number & { readonly unit: string }
  ? number
  : T extends string | number | boolean | undefined
    ? T
    : { -readonly [K in keyof T]: Plain<T[K]> };

/** Names in a schema of what further fields may be, too. */
type Named<Gate> = Gate extends Gate ? keyof { [K in keyof Gate as string extends K ? never : K]: 1 } : never;
type At<Gate, K> = Gate extends Gate ? (K extends keyof Gate ? NonNullable<Gate[K]> : never) : never;

/** The names of fields, at any depth, that the schema accepts unchecked. A topology has its own schema. */
type Unseen<Value, Gate> = keyof Gate extends never
  ? never
  : Value extends readonly (infer One)[]
    ? Unseen<One, Gate extends readonly (infer Its)[] ? Its : never>
    : Value extends object
      ? string extends keyof Value
        ? Unseen<Value[keyof Value], Gate[keyof Gate]>
        : { [K in keyof Value]-?: K extends Named<Gate> ? Unseen<NonNullable<Value[K]>, At<Gate, K>> : K }[keyof Value]
      : never;

type Gate = z.input<typeof envelope>;

it("the schema accepts everything that the types allow, and checks every field", () => {
  expectTypeOf<Plain<StoredEvidence>>().toExtend<Gate>();
  expectTypeOf<Unseen<Plain<StoredEvidence>, Gate>>().toEqualTypeOf<never>();
  const { captures, ...evidence } = new Story().evidence(1000);
  const files = captures.map(({ node, dropped }) => ({ node, dropped, file: captureFile(node) }));
  const stored: StoredEvidence = { version: 1, captures: files, evidence };
  expect(storedEvidence(JSON.parse(JSON.stringify(stored)), "x")).toEqual(stored);
});
