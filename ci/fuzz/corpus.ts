import { readdirSync, readFileSync } from "node:fs";
import { fromHex } from "../../src/base/bytes.ts";

const top = new URL("../../src/", import.meta.url);

/** Recorded datagrams of every type, plain and encrypted, frames, compressed and sealed payloads: what is mutated. */
export function corpus(): readonly Uint8Array[] {
  const captures = new URL("tools/decode/captures/", top);
  const messages = readdirSync(captures)
    .filter((name) => name.endsWith(".decoded.json"))
    .flatMap((name) => records(new URL(name, captures)))
    .flatMap(({ wire, ethernet_frame }) => [wire, ethernet_frame]);
  const files = ["wire/vectors/wire", "seal/vectors/compression", "edge/vectors/traffic_filter"];
  const vectors = files
    .flatMap((file) => (json(new URL(`${file}.json`, top)) as { vectors: Fields[] }).vectors)
    .flatMap(({ wire, compressed, frame }) => [wire, compressed, frame]);
  const router = json(new URL("portmap/testing/recorded/miniupnpd.json", top)) as Readonly<Record<string, string>>;
  const heard = Object.values(router).map((text) =>
    /^[0-9a-f]+$/.test(text) ? text : Buffer.from(text).toString("hex"),
  );
  const texts = [...messages, ...vectors, ...heard].filter((text) => typeof text === "string" && text !== "");
  return [...new Set(texts as string[])].map(fromHex);
}

type Fields = Readonly<Record<string, unknown>>;
const json = (url: URL): unknown => JSON.parse(readFileSync(url, "utf8"));
const records = (url: URL) => json(url) as readonly Fields[];
