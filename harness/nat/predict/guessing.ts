import { usualRange } from "../../topology/nat/check.ts";
import type { Nat, PortRange, Translation } from "../../topology/nat/nat.ts";
import type { Chance, Prediction } from "./predict.ts";

/**
 * How a program guesses the port that a NAT with a dependent mapping gives its peer (RFC 5128 §3.5).
 * - `next`: it lets in what comes from the announced port and those after it, `ports` in all. n2n's `-L` does this.
 * - `random`: behind such a NAT it opens `sockets` sockets, each with a mapping of its own; if the peer is behind one, it
 *   sends `probes` datagrams, each to any port of `range`. As with birthdays, one that meets any of them is enough.
 */
export type PortGuessing =
  | { readonly kind: "next"; readonly ports: number }
  | { readonly kind: "random"; readonly sockets: number; readonly probes: number; readonly range: PortRange };

/** One side: what it is behind, and how its program guesses, if it does. */
export interface Guesser {
  readonly nat: Nat;
  readonly guesses?: PortGuessing;
}

/**
 * What guessing makes of a pair that would be relayed; undefined = nothing. Of two dependent mappings both ports would
 * have to be guessed at once: among n probes from each side two meet with a chance of about (n / ports)², and in order
 * each probe takes the port that the other side expects the previous one to have. That counts as relayed.
 */
export function guessed(a: Guesser, b: Guesser): Prediction | undefined {
  if (isDependent(a.nat) === isDependent(b.nat)) return undefined;
  const [hidden, known] = isDependent(a.nat) ? [a, b] : [b, a];
  const behind = hidden.nat as Translation;
  // Mappings of another address are not where anybody looks.
  if (behind.pooling?.kind === "arbitrary") return undefined;
  if (known.guesses?.kind === "next") return inOrder(behind, known.guesses.ports);
  if (known.guesses?.kind !== "random" || hidden.guesses?.kind !== "random") return undefined;
  return byChance(behind, { ...known.guesses, sockets: hidden.guesses.sockets });
}

const isDependent = (middlebox: Nat): middlebox is Translation =>
  middlebox.translates && middlebox.mapping !== "endpoint-independent";

const clause = "RFC 5128 §3.5";

/** Assumes that nothing else behind the NAT gets a port meanwhile. */
function inOrder(hidden: Translation, ports: number): Prediction | undefined {
  const step = hidden.parity === true ? 2 : 1;
  const reached = Math.floor((ports - 1) / step);
  if (reached < 1 || hidden.ports === "preserving") return undefined;
  if (hidden.ports === "sequential") {
    const because = "one side's NAT gives out ports in order, and the other side lets in what comes from the next ones";
    return { path: "direct", because, clause };
  }
  const n = Math.floor(poolOf(hidden) / step);
  return either({
    probability: windowChance(n, reached),
    formula: `1 of the ${reached} ports after the announced one, of ${n}: k/n · (1 − (k−1)/2(n−1))`,
  });
}

/** The announced port and the next are two of n at random: how often the second is one of the `reached` after the first. */
function windowChance(n: number, reached: number): number {
  const k = Math.min(reached, n - 1);
  return (k / n) * (1 - (k - 1) / (2 * (n - 1)));
}

function byChance(
  hidden: Translation,
  { sockets, probes, range }: Extract<PortGuessing, { kind: "random" }>,
): Prediction | undefined {
  // One mapping is the one that the server saw.
  const most = Math.min(hidden.block ?? Infinity, hidden.sharedBlock ?? Infinity, hidden.limit ?? Infinity) - 1;
  const s = Math.min(sockets, most);
  const ports = range.last - range.first + 1;
  const probability = 1 - (1 - (s * insideOf(hidden, range)) / ports) ** probes;
  if (probability <= 0) return undefined;
  return either({
    probability,
    formula: `1 − (1 − ${s}/${ports})^${probes}: ${probes} probes, ${s} sockets, ${ports} ports`,
  });
}

/** The share of the ports that a NAT gives out at which a guess may be aimed. */
function insideOf(hidden: Translation, guesses: PortRange): number {
  const own = hidden.range ?? usualRange;
  const common = Math.min(own.last, guesses.last) - Math.max(own.first, guesses.first) + 1;
  return Math.max(0, common) / (own.last - own.first + 1);
}

/** How many ports an inside host may be given. */
function poolOf({ range = usualRange, block, sharedBlock }: Translation): number {
  return Math.min(block ?? Infinity, sharedBlock ?? Infinity, range.last - range.first + 1);
}

const either = (chance: Chance): Prediction => ({
  path: "either",
  because: `one side guesses the other's port, which succeeds with a probability of ${chanceText(chance)} (${chance.formula})`,
  clause,
  chance,
});

/** Never rounded to what is certain. */
export function chanceText({ probability }: Pick<Chance, "probability">): string {
  const value = 100 * probability;
  if (value > 99.9) return "more than 99.9 %";
  return value < 0.1 ? "less than 0.1 %" : `${value.toFixed(value < 10 ? 1 : 0)} %`;
}
