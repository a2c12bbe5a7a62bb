import type { Model } from "./network.ts";
import { succeeds, type BenchPrograms } from "./shell.ts";

/** A way from a to b that stands and answers pings. */
export interface Standing {
  /** b's address on it. */
  readonly target: string;
  /** From the start of the first program to the first ping answered, in seconds. */
  readonly startSeconds?: number;
  /** The processes that carry frames, a's and b's. */
  readonly edges: readonly number[];
  /** What the frames go through on both sides, of ways that carry frames: IPv6 can be put on it. */
  readonly device?: string;
}

export interface Contestant {
  readonly name: string;
  /** Undefined = it can run here; else what is missing. */
  readonly missing: () => string | undefined;
  readonly build: (programs: BenchPrograms, model: Model) => Promise<Standing>;
}

/** Tells which of these commands are not on PATH. */
export function needs(...commands: string[]): () => string | undefined {
  return () => {
    const absent = commands.filter((command) => !succeeds(`command -v ${command}`));
    return absent.length === 0 ? undefined : `${absent.join(", ")} not installed`;
  };
}
