import type { Codec, When } from "./fields/field.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** The fields of `Body` in wire order: optional members depend on a flag, all others are always present. */
export type Fields<Body> = {
  readonly [K in keyof Body]-?: object extends Pick<Body, K> ? When<NonNullable<Body[K]>> : Codec<Body[K]>;
};

/** A row of the documentation's table. */
export interface LayoutRow {
  readonly name: string;
  readonly encoding: string;
  /** From the start of the message, without optional fields; "59+n" after a token of n bytes. */
  readonly offset: string;
  readonly size: string;
  readonly optional: boolean;
  /** The message's flag that says whether an optional field is there; 0 = it always is. */
  readonly flag: number;
  /** A message may end before it; it then reads as zeros. */
  readonly mayBeCut: boolean;
  readonly note: string;
}

/** A message body declared once: encoder, decoder and table come from it. */
export interface Layout<Body> {
  /** `flags` says which optional fields are present. The result is meaningless if the reader then reports `trouble`. */
  read(reader: Reader, flags: number): Body;
  write(writer: Writer, body: Body): void;
  /** The flags that a message with this body carries. */
  flags(body: Body): number;
  rows(start: number): readonly LayoutRow[];
}

/** `always`: flags that every such message carries. */
export function layout<Body>(fields: Fields<Body>, always = 0): Layout<Body> {
  const entries = Object.entries<Codec<unknown> | When<unknown>>(fields);
  const valueOf = (body: Body, name: string) => (body as Record<string, unknown>)[name];
  /** `flag` 0 = always present. */
  const steps = entries.map(([name, field]) =>
    isOptional(field) ? { name, flag: field.flag, codec: field.codec } : { name, flag: 0, codec: field },
  );
  return {
    read(reader, flags) {
      const body: Record<string, unknown> = {};
      for (const { name, flag, codec } of steps) {
        if (flag === 0 || (flags & flag) !== 0) body[name] = codec.read(reader);
      }
      return body as Body;
    },
    write(writer, body) {
      for (const { name, flag, codec } of steps) {
        const value = valueOf(body, name);
        if (flag === 0 || value !== undefined) codec.write(writer, value);
      }
    },
    flags(body) {
      let flags = always;
      for (const [name, field] of entries) {
        if (isOptional(field) && valueOf(body, name) !== undefined) flags |= field.flag;
      }
      return flags;
    },
    rows: (start) => rows(entries, start),
  };
}

function isOptional(field: Codec<unknown> | When<unknown>): field is When<unknown> {
  return "flag" in field;
}

function rows(entries: readonly [string, Codec<unknown> | When<unknown>][], start: number): LayoutRow[] {
  let fixed = start;
  let variable = "";
  return entries.map(([name, field]) => {
    const optional = isOptional(field);
    const codec = optional ? field.codec : field;
    const row: LayoutRow = {
      name,
      encoding: codec.name,
      offset: `${fixed}${variable}`,
      size: sizeText(codec),
      optional,
      flag: optional ? field.flag : 0,
      mayBeCut: codec.mayBeCut === true,
      note: codec.note ?? "",
    };
    if (!optional) {
      fixed += codec.bytes;
      if (codec.more !== undefined) variable += `+${codec.more}`;
    }
    return row;
  });
}

function sizeText({ name, bytes, more }: Codec<unknown>): string {
  if (name === "sock") return "8/20"; // IPv4/IPv6; offsets count IPv4, the only family that the reference opens (§1)
  if (more === undefined) return `${bytes}`;
  return bytes === 0 ? more : `${bytes}+${more}`;
}
