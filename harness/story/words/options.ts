import { ConfigError } from "../../../src/base/config-error.ts";
import { transformNames, type N2nNodeOptions } from "../../sut/n2n/options.ts";
import type { HelperOptions, NodeOptions } from "../world.ts";

type NameOf<T> = readonly (keyof T & string)[];
const nodeOptions: NameOf<NodeOptions> = ["address", "byName", "helper", "n2n", "peerToPeer", "port", "underlay"];
const n2nNodeOptions: NameOf<N2nNodeOptions> = [
  ...(["authenticated", "community", "compression", "headerEncryption", "key"] as const),
  ...(["pathMtuDiscovery", "portForwarding", "portGuess", "tcp", "transform", "user"] as const),
];

/** Scenarios are loaded without type checks. Throws ConfigError. */
export function checkNodeOptions(options: NodeOptions): void {
  const { port, n2n = {} } = options;
  known("startNode", options, nodeOptions, n2nNodeOptions);
  known("startNode: n2n", n2n, n2nNodeOptions);
  whole("port", port, 65_535);
  whole("portGuess", n2n.portGuess, 255);
  oneOf("transform", n2n.transform, transformNames);
  oneOf("compression", n2n.compression, ["lzo", "zstd"]);
  oneOf("authenticated", n2n.authenticated, ["require", "request", "never"]);
}

/** Throws ConfigError. */
export function checkHelperOptions(options: HelperOptions): void {
  const n2nOptions = ["communities", "federation"];
  known("startHelper", options, ["n2n"], n2nOptions);
  known("startHelper: n2n", options.n2n ?? {}, n2nOptions);
}

/** An ignored option would change what the claim is about. */
function known(verb: string, options: object, names: readonly string[], inside: readonly string[] = []): void {
  const odd = Object.keys(options).find((name) => !names.includes(name));
  if (odd === undefined) return;
  const hint = inside.includes(odd) ? `write { n2n: { ${odd}: … } }` : `choose from ${names.join(", ")}`;
  throw new ConfigError(`${verb}: no option ${odd}; ${hint}`);
}

function whole(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= most))
    throw new ConfigError(`${name}: ${String(value)}; must be a whole number from 0 to ${most}`);
}

function oneOf(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value))
    throw new ConfigError(`${name}: ${JSON.stringify(value)}; choose from ${choices.join(", ")}`);
}
