import { ConfigError } from "../../src/base/config-error.ts";

/** A scenario needs something that only the laboratory has: an error only if it was to run in the simulation alone. */
export class NotSimulated extends ConfigError {
  constructor(what: string) {
    super(`the simulation has no ${what}`);
  }
}
