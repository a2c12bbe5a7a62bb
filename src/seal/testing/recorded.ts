import { readFileSync } from "node:fs";

/** The records of one file of vectors, made by the reference. */
export function recorded<T>(name: string): readonly T[] {
  const url = new URL(`../vectors/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { vectors: T[] }).vectors;
}
