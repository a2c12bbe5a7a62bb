import type { Model } from "./network.ts";
import { succeeds, type BenchPrograms } from "./shell.ts";

/** A path from a to b that is up and answers pings. */
export interface Standing {
  /** b's address on it. */
  readonly target: string;
  /** From the start of the first program to the first answered ping, in seconds. */
  readonly startSeconds?: number;
  /** The processes that carry frames, a's and b's. */
  readonly edges: readonly number[];
  /** The device on both sides, if the path carries frames: IPv6 can be added to it. */
  readonly device?: string;
}

export interface Contestant {
  readonly name: string;
  /** Undefined = it can run here; otherwise what is missing. */
  readonly missing: () => string | undefined;
  readonly build: (programs: BenchPrograms, model: Model) => Promise<Standing>;
}

/** Says which of these commands are not on PATH. */
export function needs(...commands: string[]): () => string | undefined {
  return () => {
    const absent = commands.filter((command) => !succeeds(`command -v ${command}`));
    return absent.length === 0 ? undefined : `${absent.join(", ")} not installed`;
  };
}
