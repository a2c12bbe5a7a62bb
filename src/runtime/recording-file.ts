import { constants, closeSync, fchownSync, lstatSync, openSync, unlinkSync, write, writeSync } from "node:fs";
import { bytesOf } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { environmentError } from "../base/environment-error.ts";
import type { Log } from "./log/log.ts";
import { giveTo, type Ownership } from "./process/privileges.ts";

export interface RecordingFileSettings {
  readonly path: string;
  /** Limit of the whole file in bytes. */
  readonly limit: number;
  /** The user that the program becomes; absent = unchanged. */
  readonly owner?: Ownership | undefined;
  readonly log: Log;
}

/** Tunable: bytes that may wait for a slow disk, and bytes for the last line. */
const tuned = { waiting: 8 << 20, end: 64 } as const;

/**
 * A file of lines that never holds up its writer: lines that the disk does not take in time are counted, and the
 * count is written as a line of its own. If the file is full, or fails, the log says so once, and nothing else
 * happens.
 */
export class RecordingFile implements AsyncDisposable {
  readonly #path: string;
  readonly #limit: number;
  readonly #log: Log;
  readonly #fd: number;
  /** The bytes being written, and their offset. */
  #writing: Buffer | undefined;
  #at = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #size = 0;
  #lost = 0;
  #isOver = false;
  #idle: (() => void) | undefined;
  readonly #onExit = () => this.#flush();

  /** Creates the file, which must not exist yet. Throws ConfigError. */
  constructor({ path, limit, owner, log }: RecordingFileSettings) {
    this.#path = path;
    this.#limit = limit;
    this.#log = log;
    this.#fd = create(path, owner);
    process.on("exit", this.#onExit);
  }

  /** Takes all lines of one event, or none. False = no more are accepted. */
  turn(lines: readonly string[]): boolean {
    if (this.#isOver) return false;
    const text = `${lines.join("\n")}\n`;
    const bytes = Buffer.byteLength(text);
    if (this.#size + bytes + tuned.end > this.#limit) {
      this.#say("the recording has reached its limit, and ends", { file: this.#path, bytes: this.#size });
      this.end("limit");
      return false;
    }
    if (this.#waitingBytes + bytes > tuned.waiting) {
      this.#lost++;
      return true;
    }
    this.#sayLost();
    this.#add(text, bytes);
    return true;
  }

  end(why: string): void {
    if (this.#isOver) return;
    this.#sayLost();
    const line = `${JSON.stringify({ end: why })}\n`;
    this.#add(line, line.length);
    this.#isOver = true;
  }

  /** Resolves once everything is written. Removes a file that is empty. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    if (this.#writing !== undefined) await new Promise<void>((resolve) => (this.#idle = resolve));
    process.off("exit", this.#onExit);
    closeSync(this.#fd);
    if (this.#size > 0) return;
    try {
      unlinkSync(Buffer.from(bytesOf(this.#path)));
    } catch {
      // Privileges have been dropped: an empty file stays.
    }
  }

  #add(text: string, bytes: number): void {
    this.#waiting.push(text);
    this.#waitingBytes += bytes;
    this.#size += bytes;
    this.#pump();
  }

  #sayLost(): void {
    if (this.#lost === 0) return;
    const line = `${JSON.stringify({ gap: this.#lost })}\n`;
    this.#log({ level: "warning", what: "the disk is too slow for the recording", with: { events: this.#lost } });
    this.#lost = 0;
    this.#add(line, line.length);
  }

  #pump(): void {
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#take();
    this.#write();
  }

  #take(): Buffer {
    const text = this.#waiting.join("");
    this.#waiting = [];
    this.#waitingBytes = 0;
    return Buffer.from(text);
  }

  #write(): void {
    const chunk = this.#writing!;
    write(this.#fd, chunk, 0, chunk.length, this.#at, (error, written) => {
      if (error !== null) return this.#fail(error);
      this.#at += written;
      this.#writing = written < chunk.length ? chunk.subarray(written) : undefined;
      if (this.#writing !== undefined) return this.#write();
      this.#pump();
      if (this.#writing === undefined) this.#idle?.();
    });
  }

  #fail(error: Error): void {
    this.#isOver = true;
    this.#writing = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
    const why = environmentError(error, "write it")?.message ?? error.message;
    this.#say("the recording ends", { file: this.#path, why });
    this.#idle?.();
  }

  /** The program exits, maybe by a bug: writes synchronously, including again, at its offset, what is being written. */
  #flush(): void {
    const rest = Buffer.concat([this.#writing ?? Buffer.alloc(0), this.#take()]);
    try {
      for (let done = 0; done < rest.length;)
        done += writeSync(this.#fd, rest, done, rest.length - done, this.#at + done);
    } catch {
      // There is no one left to report to.
    }
  }

  #say(what: string, facts: Readonly<Record<string, string | number>>): void {
    this.#log({ level: "warning", what, with: facts });
  }
}

function create(path: string, owner: RecordingFileSettings["owner"]): number {
  const name = Buffer.from(bytesOf(path));
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    const fd = openSync(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    giveTo(owner, (uid, gid) => fchownSync(fd, uid, gid));
    return fd;
  } catch (error) {
    const fault = environmentError(error, `make --record ${path}`);
    if (fault !== undefined) throw fault;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `cannot create --record ${path}: ${code === "EEXIST" ? there(name) : (words[code ?? ""] ?? message)}`,
    );
  }
}

/** An earlier recording may still be needed. */
function there(name: Buffer): string {
  const found = lstatSync(name, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return "it is a folder; give the name of a file in it";
  if (found?.isSymbolicLink() === true) return "it is a symbolic link; give the name of a file that does not exist yet";
  return "it exists already, and a recording never replaces a file; move it away, or give another name";
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist; create it first",
  ENOTDIR: "its folder is a file",
  ELOOP: "its folder is a loop of symbolic links",
  ENAMETOOLONG: "the name is too long",
};
