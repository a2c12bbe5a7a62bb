import { ConfigError } from "../../../src/base/config-error.ts";
import { transformNames } from "../../sut/contract.ts";
import type { EdgeOptions } from "../world.ts";

/** Scenarios are loaded without a look at their types. Throws ConfigError. */
export function checkEdgeOptions({ port, transform, compression }: EdgeOptions): void {
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new ConfigError(`port: ${String(port)}; must be a whole number from 0 to 65535`);
  oneOf("transform", transform, transformNames);
  oneOf("compression", compression, ["lzo", "zstd"]);
}

function oneOf(name: string, value: string | undefined, known: readonly string[]): void {
  if (value !== undefined && !known.includes(value))
    throw new ConfigError(`${name}: ${JSON.stringify(value)}; choose from ${known.join(", ")}`);
}
