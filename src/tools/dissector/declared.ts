import { authenticatedTransform } from "../../edge/authentic/sealed-payload.ts";
import { compression } from "../../seal/compression/compression.ts";
import { framedMost } from "../../wire/framing.ts";
import { header, messages } from "../../wire/layouts.ts";
import type { LayoutRow } from "../../wire/layout.ts";
import { flag, spec } from "../../wire/spec.ts";

/** The codec's declarations, as far as a dissector needs them. */
export interface Declared {
  readonly version: number;
  readonly headerBytes: number;
  readonly tokenMax: number;
  readonly supernodesMax: number;
  readonly framedMax: number;
  readonly flags: typeof flag;
  readonly socketFamilies: { readonly ipv6: number; readonly unknown: number };
  readonly header: readonly DeclaredField[];
  /** By type number. */
  readonly messages: Readonly<Record<number, { readonly name: string; readonly layout: readonly DeclaredField[] }>>;
  readonly types: Readonly<Record<number, string>>;
  /** Values of fields that are numbers with names, by key. */
  readonly names: Readonly<Record<string, Readonly<Record<number, string>>>>;
}

interface DeclaredField {
  readonly name: string;
  /** What filters call it, behind "n2n.". */
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly size: number;
  readonly flag: number;
  readonly mayBeCut: boolean;
}

export function declared(): Declared {
  const all = Object.entries(messages);
  const common = header.rows(0).map((row) => fieldOf(row, snake(row.name)));
  const kinds = new Map(common.map(({ key, kind }) => [key, kind]));
  const fieldsOf = (name: string, rows: readonly LayoutRow[]) =>
    rows.map((row) => {
      const key = snake(row.name);
      const isOther = (kinds.get(key) ?? row.encoding) !== row.encoding;
      if (!isOther) kinds.set(key, row.encoding);
      return fieldOf(row, isOther ? `${name.toLowerCase()}.${key}` : key);
    });
  return {
    version: spec.version,
    headerBytes: spec.headerBytes,
    tokenMax: spec.tokenMax,
    supernodesMax: spec.supernodesMax,
    framedMax: framedMost + 1,
    flags: flag,
    socketFamilies: { ipv6: 0x8000, unknown: 0x3fff },
    header: common,
    messages: byNumber(
      all.map(([name, { number, layout }]) => [number, { name, layout: fieldsOf(name, layout.rows(0)) }]),
    ),
    types: byNumber(all.map(([name, { number }]) => [number, name])),
    names: {
      compression: byNumber(Object.entries(compression).map(([name, id]) => [id, name])),
      transform: { ...byNumber(transforms.map((name, i) => [i + 1, name])), [authenticatedTransform]: "authenticated" },
    },
  };
}

const transforms = ["null", "Twofish", "AES", "ChaCha20", "SPECK"] as const;

const fieldOf = ({ name, encoding, size, flag: present, mayBeCut }: LayoutRow, key: string): DeclaredField => ({
  name,
  key,
  title: titled(name),
  kind: name === "word" ? "word" : encoding,
  size: Number.parseInt(size) || 0,
  flag: present,
  mayBeCut,
});

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const titled = (name: string): string => {
  const words = name === "ttl" ? "TTL" : snake(name).replaceAll("_", " ");
  return words[0]!.toUpperCase() + words.slice(1);
};

const byNumber = <T>(entries: readonly (readonly [number, T])[]): Record<number, T> => Object.fromEntries(entries);
