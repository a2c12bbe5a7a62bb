import { z } from "zod";

/** Compares our result with the record's, by value. */
export type Same = (what: string, ours: unknown, recorded: unknown) => void;

/** Callbacks of a comparison. */
export interface Hearing {
  readonly file: { readonly name: string; readonly description: string };
  /** An intended difference: reported, not counted as a failure. */
  readonly remark: (what: string) => void;
}

/** One kind of record, recognised by its content. */
export interface RecordCheck {
  readonly kind: string;
  recognises(record: Readonly<Record<string, unknown>>): boolean;
  /** Undefined = of the right shape; otherwise what is wrong. */
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
