import { ConfigError } from "../../src/base/config-error.ts";

/** A scenario asks for what only the laboratory has: no mistake, unless the simulation alone was asked. */
export class NotSimulated extends ConfigError {
  constructor(what: string) {
    super(`the simulation has no ${what}`);
  }
}
