import { ConfigError } from "../../../src/base/config-error.ts";
import { StoryEnded } from "./story-ended.ts";

type Verb = (...args: never[]) => unknown;

/**
 * Verbs that a story has started and not finished. A check that is not awaited would be missing from the evidence, and a
 * verb whose failure goes unnoticed would seem to have worked.
 */
export class UnderWay {
  readonly #open = new Map<symbol, ConfigError>();
  #trouble: Error | undefined;

  /** The same object with its verbs tracked; `name`: of the object in a scenario. */
  watched<T extends object>(one: T, name: string): T {
    const entries = Object.entries(one).map(([key, value]: [string, unknown]) =>
      typeof value === "function" ? [key, this.#watchedVerb(value as Verb, `${name}.${key}`)] : [key, value],
    );
    return Object.fromEntries(entries) as T;
  }

  /** Called when the story has returned. Throws the first error that the story did not see, or if a verb is still running. */
  over(): void {
    if (this.#trouble !== undefined) throw this.#trouble;
    for (const unended of this.#open.values()) throw unended;
  }

  #watchedVerb(verb: Verb, what: string): (...args: never[]) => Promise<unknown> {
    return (...args) => {
      const key = Symbol(what);
      // Made here, where the stack shows the line of the scenario.
      this.#open.set(key, new ConfigError(`the story ended before this ${what}(…) did: write await before it`));
      const done = (async () => verb(...args))().finally(() => this.#open.delete(key));
      done.catch((error: Error) => {
        if (!(error instanceof StoryEnded)) this.#trouble ??= error;
      });
      return done;
    };
  }
}
