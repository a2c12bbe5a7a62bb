import { rmSync } from "node:fs";
import { bytesOf } from "../../../base/byte-text.ts";
import { ConfigError } from "../../../base/config-error.ts";
import { EnvironmentError, environmentError } from "../../../base/environment-error.ts";
import { replaceFile } from "../../../runtime/kept-file.ts";
import type { Log } from "../../../runtime/log/log.ts";
import type { RunningEdge } from "../../../status/edge-status.ts";
import { MemberNames } from "./member-names.ts";

export interface HostsOptions {
  /** Absolute. */
  readonly path: string;
  readonly domain: string;
}

/** `--hosts-file`: the names of members, for resolvers that read such files (dnsmasq, CoreDNS, nss). */
export class HostsFile implements AsyncDisposable {
  readonly path: string;
  readonly #self: string;
  #names: MemberNames;
  readonly #log: Log;
  readonly #changed: () => void;
  #text = "";
  #isFaulty = false;
  #isOver = false;
  #writing: Promise<void> = Promise.resolve();

  /** `changed`: called each time after there is something new in it. */
  constructor({ path, domain }: HostsOptions, self: string, log: Log, changed: () => void) {
    this.path = path;
    this.#self = self;
    this.#names = new MemberNames(self, domain);
    this.#log = log;
    this.#changed = changed;
  }

  /** Writes it for the first time. Rejects with ConfigError if that is impossible. */
  async open(view: RunningEdge): Promise<void> {
    this.#text = this.#names.text(view);
    try {
      await replaceFile(this.path, this.#text, 0o644);
    } catch (error) {
      throw couldNot(this.path, error);
    }
    this.#changed();
  }

  /** Another domain, from the next look on. */
  move(domain: string): void {
    this.#names = new MemberNames(this.#self, domain);
  }

  look(view: RunningEdge): void {
    this.#writing = this.#writing.then(() => this.#write(this.#names.text(view)));
  }

  /** An edge that is gone has no members. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#writing;
    try {
      rmSync(Buffer.from(bytesOf(this.path)), { force: true });
    } catch {
      // The folder is another user's now: the file stays.
    }
  }

  async #write(text: string): Promise<void> {
    if (text === this.#text || this.#isOver) return;
    try {
      await replaceFile(this.path, text, 0o644);
    } catch (error) {
      const why = couldNot(this.path, error).message;
      if (!this.#isFaulty) this.#log({ level: "warning", what: "the names of members are not written", with: { why } });
      this.#isFaulty = true;
      return;
    }
    if (this.#isFaulty) this.#log({ level: "normal", what: "the names of members are written again" });
    this.#isFaulty = false;
    this.#text = text;
    this.#changed();
  }
}

function couldNot(path: string, error: unknown): Error {
  const what = `write --hosts-file ${path}`;
  const { code, message } = error as NodeJS.ErrnoException;
  const fault = environmentError(error, what);
  if (code === "EACCES")
    return new EnvironmentError(`${fault!.message}; its folder must belong to the edge's user (-u)`);
  if (fault !== undefined) return fault;
  const why = code === "ENOENT" ? "its folder does not exist; create it first" : message;
  return new ConfigError(`cannot ${what}: ${why}`);
}
