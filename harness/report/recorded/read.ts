import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A recording of one of our own programs, as stored. */
export interface StoredRecording {
  readonly node: string;
  readonly program: string;
  /** Relative to the case's folder. */
  readonly file: string;
  /** Its first lines. */
  readonly lines: readonly string[];
  /** Why there are no more; absent = all are here. */
  readonly cut?: string;
}

/** Tunable: files of a case, and bytes of each; a case of a minute without a transfer writes half of that. */
const tuned = { files: 12, bytes: 2 << 20 } as const;

/** The recordings in a case's folder, in the order of their names. What cannot be read is left out or cut, and says so. */
export async function readRecordings(folder: string): Promise<readonly StoredRecording[]> {
  const names = await readdir(join(folder, "sut")).catch(() => []);
  const found = names.sort().flatMap((name) => {
    const [, node, program] = /^(.+)-(edge|supernode)(?:-\d+)?\.rec$/.exec(name) ?? [];
    return node === undefined || program === undefined ? [] : [{ node, program, file: `sut/${name}` }];
  });
  return Promise.all(
    found.slice(0, tuned.files).map(async (one) => ({ ...one, ...(await readStart(folder, one.file)) })),
  );
}

async function readStart(folder: string, file: string): Promise<Pick<StoredRecording, "lines" | "cut">> {
  try {
    // A link must not lead elsewhere, and a pipe would block.
    await using handle = await open(
      join(folder, file),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(tuned.bytes), 0, tuned.bytes, 0);
    const isCut = (await handle.stat()).size > bytesRead;
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n").slice(0, -1);
    return { lines, ...(isCut && { cut: `only the first ${tuned.bytes >> 20} MiB were read` }) };
  } catch (error) {
    return { lines: [], cut: `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}` };
  }
}
