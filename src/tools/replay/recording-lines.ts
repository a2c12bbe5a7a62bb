import { type FileHandle, open } from "node:fs/promises";
import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";

/** `end`: false = the last one, without a line end. */
export interface RecordingLine {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Tunable. The first line may hold a long list of communities. */
const tuned = { chunk: 1 << 18, line: 64 << 20 } as const;

/** The lines of a file, holding at most one at a time. Throws ConfigError. */
export async function* recordingLines(path: string): AsyncGenerator<RecordingLine> {
  await using file = await opened(path);
  const chunk = Buffer.alloc(tuned.chunk);
  let parts: Buffer[] = [];
  let kept = 0;
  for (let number = 1; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length).catch((error: unknown) => refuse(path, error));
    if (bytesRead === 0) break;
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && end < bytesRead; end = chunk.indexOf(10, from)) {
      yield { text: textOf([...parts, chunk.subarray(from, end)], number++), isWhole: true };
      [parts, kept, from] = [[], 0, end + 1];
    }
    kept += bytesRead - from;
    if (kept > tuned.line) throw new ConfigError(`line ${number}: longer than any line of a recording`);
    parts.push(Buffer.from(chunk.subarray(from, bytesRead)));
  }
  if (kept > 0) yield { text: Buffer.concat(parts).toString("latin1"), isWhole: false };
}

function textOf(parts: readonly Uint8Array[], number: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw new ConfigError(`line ${number}: not UTF-8, so it was not made by --record, or was changed`);
  }
}

async function opened(path: string): Promise<FileHandle> {
  return open(path, "r").catch((error: unknown) => refuse(path, error));
}

function refuse(path: string, error: unknown): never {
  const fault = environmentError(error, `read ${path}`);
  if (fault !== undefined) throw fault;
  const { code, message } = error as NodeJS.ErrnoException;
  throw new ConfigError(words[code ?? ""] ?? message);
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder; give a file that --record wrote",
  ENOTDIR: "there is no such file",
};
