import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ConfigError } from "../../../base/config-error.ts";
import { environmentError } from "../../../base/environment-error.ts";

/** Bytes that can be read from the beginning several times. */
export type Rereadable = () => AsyncIterable<Uint8Array>;

/** Tunable: piped input that has to be read twice is kept in memory up to this size. */
const pipedBytesMax = 512 * 2 ** 20;

/** A file, read in pieces; `-` = standard input. Throws ConfigError or EnvironmentError. */
export async function openCapture(name: string, times: 1 | 2): Promise<Rereadable> {
  const once: Rereadable = () => chunksOf(name);
  if (times === 1 || (await isRegular(name))) return once;
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of once()) {
    kept.push(chunk);
    length += chunk.length;
    if (length > pipedBytesMax) {
      throw new ConfigError(`${name} is read twice for --user and is too long for that; write it to a file first`);
    }
  }
  return async function* () {
    yield* kept;
  };
}

async function isRegular(name: string): Promise<boolean> {
  if (name === "-") return false;
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => unreadable(name, error));
  return found.isFile();
}

async function* chunksOf(name: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of name === "-" ? process.stdin : createReadStream(name)) yield chunk as Buffer;
  } catch (error) {
    unreadable(name, error as NodeJS.ErrnoException);
  }
}

/** The system's errors for a name given by the user. */
const troubles: Readonly<Record<string, string>> = { ENOENT: "no such file", EISDIR: "it is a folder" };

function unreadable(name: string, error: NodeJS.ErrnoException): never {
  if (error.syscall === undefined) throw error;
  const fault = environmentError(error, `read ${name}`);
  if (fault !== undefined) throw fault;
  throw new ConfigError(`cannot read ${name}: ${troubles[error.code ?? ""] ?? error.message}`);
}
