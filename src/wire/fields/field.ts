import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

/** One field's encoding in both directions, and its row in the table of the layout. */
export interface Codec<T> {
  readonly name: string;
  /** Size of the part that is always present (sockets: as IPv4). */
  readonly bytes: number;
  /** The variable part, as the fact sheet names it: "n" token bytes, "payload". */
  readonly more?: string;
  readonly note?: string;
  /** A datagram may end exactly before this field. */
  readonly mayBeCut?: true;
  read(reader: Reader): T;
  /** `value` is valid by its type; a value that does not fit is a Bug. */
  write(writer: Writer, value: T): void;
}

/** A field that is present only if `flag` is set; the encoder sets the flag if the field has a value. */
export interface When<T> {
  readonly flag: number;
  readonly codec: Codec<T>;
}

export function when<T>(flag: number, codec: Codec<T>): When<T> {
  return { flag, codec };
}

/** Adds a remark for the table. */
export function noted<T>(note: string, codec: Codec<T>): Codec<T> {
  return { ...codec, note };
}

/**
 * A field that reads as zeros when the datagram ends exactly before it. The reference reads any missing field as zero
 * (§2); this is for the only place where peers rely on it.
 */
export function zeroWhenCut<T>(zero: T, codec: Codec<T>): Codec<T> {
  return { ...codec, mayBeCut: true, read: (reader) => (reader.left === 0 ? zero : codec.read(reader)) };
}

export const u8: Codec<number> = {
  name: "u8",
  bytes: 1,
  read: (reader) => reader.u8(),
  write: (writer, value) => writer.u8(value),
};

export const u16: Codec<number> = {
  name: "u16",
  bytes: 2,
  read: (reader) => reader.u16(),
  write: (writer, value) => writer.u16(value),
};

export const u32: Codec<number> = {
  name: "u32",
  bytes: 4,
  read: (reader) => reader.u32(),
  write: (writer, value) => writer.u32(value),
};

/** Everything up to the end of the datagram. Decoded: a view. */
export const rest: Codec<Uint8Array> = {
  name: "bytes",
  bytes: 0,
  more: "to the end",
  read: (reader) => reader.take(reader.left),
  write: (writer, value) => writer.put(value),
};
