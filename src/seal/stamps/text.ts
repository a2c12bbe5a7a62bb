import type { Stamp } from "./stamp.ts";

/** Stamps as recordings write them: 16 hexadecimal digits. */
export function stampFrom(text: string): Stamp {
  return { high: parseInt(text.slice(0, 8), 16), low: parseInt(text.slice(8), 16) };
}

export function stampText({ high, low }: Stamp): string {
  return [high, low].map((half) => half.toString(16).padStart(8, "0")).join("");
}
