import { z } from "zod";

const common = { a: z.string(), b: z.string(), from: z.number(), within: z.number().nonnegative() };
const taken = z.enum(["direct", "relayed"]);
const many = z.number().int().positive();

/** Stored claims; `harness/expect/claim.ts` explains them. */
export const storedClaim = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("ping"), ...common }),
  z.looseObject({ kind: z.literal("path"), ...common, path: z.enum(["direct", "relayed", "none"]), steady: many }),
  z.looseObject({ kind: z.literal("latency"), ...common, path: taken, samples: many }),
  z.looseObject({ kind: z.literal("loss"), ...common, path: taken, samples: many }),
  z.looseObject({ kind: z.literal("links"), ...common }),
  z.looseObject({
    kind: z.literal("throughput"),
    ...common,
    bytes: many,
    digest: z.string(),
    port: z.number().int(),
    floor: z.number(),
  }),
  z.looseObject({
    kind: z.literal("recovery"),
    ...common,
    path: taken.optional(),
    steady: many,
    event: z.number(),
  }),
]);
