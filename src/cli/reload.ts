import { ConfigError } from "../base/config-error.ts";
import type { Log, Verbosity } from "../runtime/log/log.ts";
import { settingName } from "./options/names.ts";

interface Settings {
  readonly texts: ReadonlyMap<string, string>;
  readonly verbosity: number;
  readonly warnings: readonly string[];
}

/** What a running daemon can change while sessions last. */
export interface Reloadable<Own> {
  /** Internal names of options. */
  readonly names: ReadonlySet<string>;
  /** Puts those that were changed into force. */
  take(own: Own, changed: ReadonlySet<string>): Promise<Taken> | Taken;
}

export interface Taken {
  /** Options that need a restart as this daemon was started. */
  readonly restart: readonly string[];
  /** Options that could not be put into force; the log says why. */
  readonly failed?: readonly string[];
}

/**
 * SIGHUP: files and options are read again, and what can change while sessions last does. Of the rest the log says what needs
 * a restart, each time until it is as it was again. With a fault everything stays as it is. `parse` throws ConfigError.
 */
export class Reloading<Own extends Settings> {
  #now: Own;
  /** Options as they are in force. Names and texts; some are secret. */
  readonly #inForce: Map<string, string>;
  readonly #parse: () => Own | string;
  readonly #parts: Reloadable<Own>;
  readonly #log: Log;
  readonly #verbosity: Verbosity;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    now: Own,
    parse: () => Own | string,
    parts: Reloadable<Own>,
    to: { readonly log: Log; readonly verbosity: Verbosity },
  ) {
    this.#now = now;
    this.#inForce = new Map(now.texts);
    this.#parse = parse;
    this.#parts = parts;
    this.#log = to.log;
    this.#verbosity = to.verbosity;
  }

  /** As last read. */
  get current(): Own {
    return this.#now;
  }

  /** One after the other. Rejects only with a bug. */
  reload(): Promise<void> {
    const done = this.#last.then(() => this.#reload());
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #reload(): Promise<void> {
    const read = this.#read();
    if (read === undefined) return;
    for (const what of read.warnings) this.#log({ level: "warning", what });
    const changed = changedOptions(this.#inForce, read.texts);
    this.#now = read;
    if (changed.includes("verbose")) this.#verbosity.level = read.verbosity;
    const { names } = this.#parts;
    const { restart, failed = [] } = await this.#parts.take(read, new Set(changed.filter((name) => names.has(name))));
    const isLater = (name: string) => !names.has(name) || restart.includes(name);
    const later = changed.filter(isLater);
    const done = changed.filter((name) => !isLater(name) && !failed.includes(name));
    for (const name of done) this.#enforce(name, read.texts.get(name));
    this.#log({ level: "normal", what: "configuration read again", with: { changed: listed(done) || "nothing" } });
    if (later.length > 0)
      this.#log({ level: "warning", what: "changed options need a restart", with: { options: listed(later) } });
  }

  #enforce(name: string, text: string | undefined): void {
    if (text === undefined) this.#inForce.delete(name);
    else this.#inForce.set(name, text);
  }

  #read(): Own | undefined {
    try {
      const read = this.#parse();
      return typeof read === "string" ? undefined : read;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const fix = "correct it and reload again; the daemon's user must be able to read the file";
      this.#log({ level: "error", what: "the configuration stays as it was", with: { why: error.message, fix } });
      return undefined;
    }
  }
}

const listed = (names: readonly string[]): string => names.map(settingName).join(",");

/** Names only: values may be secret. */
function changedOptions(before: Settings["texts"], after: Settings["texts"]): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}
