import type { Rereadable } from "./capture/file.ts";

/** Tunable: milliseconds. */
const tuned = { every: 5000 } as const;

/** Reports progress while a large capture is read. */
export interface Progress {
  readonly file: Rereadable;
  /** Stops reporting. */
  readonly end: () => void;
}

/** `size`: in bytes, undefined = unknown. `messages`: so far. */
export function withProgress(
  file: Rereadable,
  size: number | undefined,
  messages: () => number,
  say: (line: string) => void,
): Progress {
  let read = 0;
  const timer = setInterval(() => {
    const part = size === undefined ? "" : ` of ${megabytes(size)}`;
    say(`${megabytes(read)}${part} MB read, ${messages()} messages`);
  }, tuned.every);
  timer.unref();
  const counted: Rereadable = async function* () {
    read = 0;
    for await (const chunk of file()) {
      read += chunk.length;
      yield chunk;
    }
  };
  return { file: counted, end: () => clearInterval(timer) };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
