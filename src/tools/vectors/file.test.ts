import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadZstd } from "../../seal/compression/zstd.ts";
import { checkFile } from "./file.ts";
import { allChecks } from "./kinds.ts";

const checks = allChecks(await loadZstd());
const folders = ["wire", "seal", "supernode", "edge"].map((part) => new URL(`../../${part}/vectors/`, import.meta.url));
interface File {
  readonly description: string;
  readonly vectors: readonly Readonly<Record<string, unknown>>[];
}
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }))
    .filter(({ text }) => "vectors" in (JSON.parse(text) as object)),
);
const failures = (name: string, file: object) =>
  checkFile(name, JSON.stringify(file), checks).filter(({ failure }) => failure !== undefined);

describe.each(files)("$name", ({ name, text }) => {
  const file = JSON.parse(text) as File;

  it("passes, every record of it", () => {
    expect(failures(name, file)).toEqual([]);
    expect(checkFile(name, text, checks)).toHaveLength(file.vectors.length);
  });

  it("is recognised by its content", () => expect(failures("renamed.json", file)).toEqual([]));

  it("fails exactly at the record whose result was changed", () => {
    const changed = file.vectors.map((record, i) => (i % 7 === 0 ? altered(record) : record));
    const wrong = changed.flatMap((record, i) => (record === file.vectors[i] ? [] : [i]));
    const found = failures(name, { ...file, vectors: changed });
    expect(found.map(({ title }) => Number(/\d+/.exec(title)?.[0]))).toEqual(wrong);
  });
});

describe("files that are not in the format", () => {
  const pearson = files.find(({ name }) => name === "pearson.json")!;
  it.each([
    ["no JSON", "{", "not JSON"],
    ["no list", "{}", 'unknown format: no list of "vectors" in it'],
    ["an empty list", '{"vectors":[]}', 'unknown format: no list of "vectors" in it'],
    ["an unknown record", '{"vectors":[{"a":1}]}', "of an unknown kind"],
    ["a number for a record", '{"vectors":[1]}', "of an unknown kind"],
  ])("%s", (_, text, failure) => expect(checkFile("x.json", text, checks)).toMatchObject([{ failure }]));

  it("a field of the wrong type is named", () => {
    const text = pearson.text.replace(/"input": *"[0-9a-f]*"/, '"input": "zz"');
    expect(checkFile("x.json", text, checks)[0]!.failure).toMatch(/must be lower-case hexadecimal bytes.*input/);
  });

  it("input that our code refuses is a failure of the record", () => {
    const text = JSON.stringify({
      vectors: [{ case: "reject", community: "", encrypted: "00".repeat(40) }],
    });
    expect(checkFile("x.json", text, checks)[0]!.failure).toMatch(/cannot be worked on/);
  });
});

it("an intended difference passes, and is reported", () => {
  const { name, text } = files.find(({ name }) => name === "time_stamps.json")!;
  const remarks = checkFile(name, text, checks).flatMap(({ remarks: own = [] }) => own);
  expect(remarks).toEqual(["from stamp 270 on the reference only counts; ours go on with the clock"]);
});

/** The result of each kind of record: the first of these fields that it has. */
const results = [
  "h64",
  "accepted",
  "ok",
  "valid",
  "verdict",
  "allowed",
  "keygen_line",
  "ascii",
  "dynamic_key",
  "result_u",
  "static_iv_key",
  "dynamic_iv_key",
  "aes_key",
  "ciphertext",
  "wire",
  "stamp",
];

function altered(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (record["decoder_return"] !== undefined || record["case"] === "reject" || Array.isArray(record["clock"])) {
    return record;
  }
  if (Array.isArray(record["assigned"])) return { ...record, assigned: [{ community: "x", ok: false }] };
  if (record["note"] !== undefined && record["ok"] === true)
    return { ...record, plaintext: `${String(record["plaintext"])}00` };
  if (typeof record["compressed"] === "string") return { ...record, plaintext: flipped(String(record["plaintext"])) };
  const name = results.find((candidate) => candidate in record && record[candidate] !== "")!;
  const value = record[name];
  if (value === undefined) return record;
  if (typeof value === "boolean") return { ...record, [name]: !value, network: "10.0.0.0/29", address: "10.0.0.1" };
  if (name === "verdict") return { ...record, verdict: value === "drop" ? "accept" : "drop" };
  return { ...record, [name]: flipped(value as string) };
}

function flipped(text: string): string {
  return text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
}
