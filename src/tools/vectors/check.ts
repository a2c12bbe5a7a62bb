import { z } from "zod";

/** Tells what we make of a record beside what the record says; equal or not, by value. */
export type Same = (what: string, ours: unknown, recorded: unknown) => void;

/** Where a comparison happens, and who hears of it. */
export interface Hearing {
  readonly file: { readonly name: string; readonly description: string };
  /** A difference that is meant to be: told, not counted as a failure. */
  readonly remark: (what: string) => void;
}

/** One kind of record, recognised by its content. */
export interface RecordCheck {
  readonly kind: string;
  recognises(record: Readonly<Record<string, unknown>>): boolean;
  /** Undefined = of the right shape; else what is wrong with it. */
  compare(record: unknown, same: Same, hearing: Hearing): string | undefined;
}

export function check<Shape extends z.ZodType>(
  kind: string,
  recognises: RecordCheck["recognises"],
  shape: Shape,
  compare: (record: z.infer<Shape>, same: Same, hearing: Hearing) => void,
): RecordCheck {
  return {
    kind,
    recognises,
    compare(record, same, hearing) {
      const parsed = shape.safeParse(record);
      if (!parsed.success) return `not a record of ${kind}: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`;
      compare(parsed.data, same, hearing);
      return undefined;
    },
  };
}

export const has =
  (...names: readonly string[]): RecordCheck["recognises"] =>
  (record) =>
    names.every((name) => name in record);

export const kindIs =
  (kind: string): RecordCheck["recognises"] =>
  (record) =>
    record["kind"] === kind;

/** Bytes as lower-case hexadecimal text. */
export const hexText = z.string().regex(/^([0-9a-f]{2})*$/, "must be lower-case hexadecimal bytes");

export const hexOfLength = (count: number) =>
  hexText.refine((text) => text.length === 2 * count, `must be ${count} bytes`);
