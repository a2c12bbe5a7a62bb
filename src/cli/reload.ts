import { ConfigError } from "../base/config-error.ts";
import type { Log, Verbosity } from "../runtime/log/log.ts";
import { settingName } from "./options/names.ts";

/** Internal names of options that take effect while sessions last. */
export const appliedAtOnce: ReadonlySet<string> = new Set(["verbose"]);

interface Settings {
  readonly texts: ReadonlyMap<string, string>;
  readonly verbosity: number;
  readonly warnings: readonly string[];
}

/**
 * SIGHUP: files and options are read again, and what can change while sessions last does. Of the rest the log says what needs
 * a restart. With a fault everything stays as it is. `parse` throws ConfigError.
 */
export class Reloading<Own extends Settings> {
  #now: Own;
  readonly #parse: () => Own | string;
  readonly #log: Log;
  readonly #verbosity: Verbosity;

  constructor(now: Own, parse: () => Own | string, to: { readonly log: Log; readonly verbosity: Verbosity }) {
    this.#now = now;
    this.#parse = parse;
    this.#log = to.log;
    this.#verbosity = to.verbosity;
  }

  /** The settings that are in force from now on; undefined = they could not be read. */
  reload(): Own | undefined {
    let read: Own | string;
    try {
      read = this.#parse();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const fix = "correct it and reload again; the daemon's user must be able to read the file";
      this.#log({ level: "error", what: "the configuration stays as it was", with: { why: error.message, fix } });
      return undefined;
    }
    if (typeof read === "string") return undefined;
    for (const what of read.warnings) this.#log({ level: "warning", what });
    const changed = changedOptions(this.#now.texts, read.texts);
    const later = changed.filter((name) => !appliedAtOnce.has(name)).map(settingName);
    const done = changed.filter((name) => appliedAtOnce.has(name)).map(settingName);
    if (changed.includes("verbose")) this.#verbosity.level = read.verbosity;
    this.#log({ level: "normal", what: "configuration read again", with: { changed: done.join(",") || "nothing" } });
    if (later.length > 0)
      this.#log({ level: "warning", what: "changed options need a restart", with: { options: later.join(",") } });
    this.#now = read;
    return read;
  }
}

/** Names only: values may be secret. */
function changedOptions(before: Settings["texts"], after: Settings["texts"]): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}
