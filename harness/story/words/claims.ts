import { ConfigError } from "../../../src/base/config-error.ts";
import type { Duration } from "../../../src/base/instant.ts";
import type { Claim } from "../../expect/claim.ts";
import { echo } from "../story-plan.ts";

/** Tunable. `samples`: eight minutes of pings; `bytes`: more than any link here carries in an hour. */
const most = { samples: 10_000, bytes: 2 ** 32 } as const;

/** Two hosts whose nodes the story has started. Throws ConfigError: a mistake must not become a program's failure. */
export function checkPair(a: string, b: string, hosts: ReadonlySet<string>, hasEdge: (host: string) => boolean): void {
  for (const name of [a, b]) {
    if (!hosts.has(name))
      throw new ConfigError(`${name} is not a host of the network; choose from ${[...hosts].join(", ")}`);
    if (!hasEdge(name))
      throw new ConfigError(`no node was started on ${name} before this check: call ${name}.startNode() first`);
  }
  if (a === b) throw new ConfigError(`${a} ⇄ ${b}: a check is about two hosts`);
}

/** The same for the other fields of a claim. */
export function checkWords(claim: Claim): void {
  if ("path" in claim && claim.path !== undefined) {
    const paths = claim.kind === "path" ? ["direct", "relayed", "none"] : ["direct", "relayed"];
    if (!paths.includes(claim.path))
      throw new ConfigError(`${JSON.stringify(claim.path)} is not a path; write ${paths.join(" or ")}`);
  }
  if ("samples" in claim) whole("samples", claim.samples, most.samples);
  if ("bytes" in claim) whole("bytes", claim.bytes, most.bytes);
  if ("floor" in claim && !(claim.floor > 0))
    throw new ConfigError(`floor: ${claim.floor} Mbit/s; must be more than 0`);
  if ("steady" in claim) whole("steady", claim.steady, Infinity);
  const least = ("steady" in claim ? claim.steady : 1) * echo.interval;
  if (claim.within < least) throw tooShort(claim.within, least as Duration);
}

function whole(name: string, value: number, limit: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= limit) return;
  const range = limit === Infinity ? "of at least 1" : `from 1 to ${limit}`;
  throw new ConfigError(`${name}: ${String(value)}; must be a whole number ${range}`);
}

const tooShort = (within: Duration, least: Duration): ConfigError =>
  new ConfigError(`within: ${within / 1000} s; the pings alone take ${least / 1000} s, one each ${echo.interval} ms`);
