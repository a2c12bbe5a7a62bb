import { lstatSync, renameSync } from "node:fs";
import { bytesOf } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError, environmentError } from "../../base/environment-error.ts";
import { replaceFile } from "../../runtime/kept-file.ts";
import type { Log } from "../../runtime/log/log.ts";
import type { Identity } from "../../runtime/process/privileges.ts";
import { DamagedLeases, leasesText, readLeases, type StoredCommunity } from "../../supernode/leases/stored.ts";
import type { Files } from "../options/config-file.ts";

/**
 * The leases of the last run. A file that does not say what it must is set aside. Throws ConfigError if it cannot be
 * read, or if others could have written it.
 */
export function readLeaseFile(
  path: string,
  files: Files,
  owner: Identity | undefined,
  log: Log,
): readonly StoredCommunity[] {
  try {
    if (!isOurs(path, owner)) return [];
    return readLeases(files.read(path).text);
  } catch (error) {
    if (error instanceof DamagedLeases) return setAside(path, error.message, log);
    throw couldNot("read", path, error);
  }
}

/** False = there is none. */
function isOurs(path: string, owner: Identity | undefined): boolean {
  const found = lstatSync(Buffer.from(bytesOf(path)), { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isFile()) throw new ConfigError(`--leases ${path} is not a regular file`);
  const self = process.getuid?.() ?? found.uid;
  if (![0, self, owner?.uid].includes(found.uid))
    throw new ConfigError(`--leases ${path} belongs to user ${found.uid}; remove it, or give it to the supernode's`);
  if ((found.mode & 0o022) !== 0)
    throw new ConfigError(`--leases ${path} can be changed by other users; run chmod 600 on it`);
  return true;
}

function setAside(path: string, why: string, log: Log): readonly StoredCommunity[] {
  const aside = `${path}.damaged`;
  try {
    renameSync(Buffer.from(bytesOf(path)), Buffer.from(bytesOf(aside)));
  } catch (error) {
    throw couldNot("set aside", path, error);
  }
  log({ level: "warning", what: "the file of leases is damaged: it is set aside", with: { file: path, why, aside } });
  return [];
}

export function couldNot(doing: string, path: string, error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  return environmentError(error, `${doing} --leases ${path}`) ?? cannot(doing, path, error);
}

function cannot(doing: string, path: string, error: unknown): ConfigError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === "ENOENT" ? "its folder does not exist; create it first" : message;
  return new ConfigError(`cannot ${doing} --leases ${path}: ${why}`);
}

/** Tunable, in milliseconds: edges often come and go together. */
const tuned = { pause: 1000, afterFault: 60_000 } as const;

interface Leases {
  readonly version: number;
  readonly stored: () => readonly StoredCommunity[] | undefined;
}

/** Saves leases a moment after they have changed, and at the end. */
export class LeaseFile implements AsyncDisposable {
  readonly #path: string;
  readonly #leases: () => Leases;
  readonly #log: Log;
  #saved = 0;
  #timer: NodeJS.Timeout | undefined;
  #isFaulty = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, leases: () => Leases, log: Log) {
    this.#path = path;
    this.#leases = leases;
    this.#log = log;
  }

  /** Finds out whether the file can be written. Rejects with ConfigError if it was asked for. */
  async open(stored: readonly StoredCommunity[], isAsked: boolean): Promise<void> {
    try {
      await replaceFile(this.#path, leasesText(stored), 0o600);
    } catch (error) {
      if (!isAsked) return this.#fail(error);
      const fault = couldNot("write", this.#path, error) as Error;
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EACCES") throw fault;
      throw new EnvironmentError(
        `${fault.message}; its folder must belong to the user that the supernode becomes (-u)`,
      );
    }
  }

  /** Cheap: called after every turn of the machine. */
  look(): void {
    if (this.#timer !== undefined || this.#leases().version === this.#saved) return;
    this.#timer = setTimeout(() => void this.#save(), this.#isFaulty ? tuned.afterFault : tuned.pause).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#save();
  }

  #save(): Promise<void> {
    return (this.#writing = this.#writing.then(() => this.#write()));
  }

  async #write(): Promise<void> {
    const { version, stored } = this.#leases();
    const communities = stored();
    this.#timer = undefined;
    if (communities === undefined) return;
    try {
      await replaceFile(this.#path, leasesText(communities), 0o600);
      this.#saved = version;
      if (this.#isFaulty) this.#log({ level: "normal", what: "leases are saved again", with: { file: this.#path } });
      this.#isFaulty = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const why = (couldNot("write", this.#path, error) as Error).message;
    if (!this.#isFaulty) this.#log({ level: "warning", what: "leases are not saved", with: { why } });
    this.#isFaulty = true;
  }
}
