import type { CompatReport, Outcome, SituationFacts, CompatTrial } from "../json.ts";

const situation = (row: string, column: string, predicted: SituationFacts["predicted"], group = "pairs of NATs") => ({
  name: `${row}--${column}`,
  group,
  row,
  column,
  predicted,
  because: predicted === "direct" ? "a filter lets the peer in" : "both sides look elsewhere",
  clause: "RFC 4787 REQ-8",
});

export const open = situation("symmetric", "full-cone", "direct");
export const closed = situation("symmetric", "symmetric", "relayed");
export const blocked = situation("UDP blocked", "home", "none", "homes");
export const forgotten = situation("NAT forgets", "port-restricted", "direct", "recovery");

export const trial = (
  system: string,
  { name }: SituationFacts,
  outcome: Outcome,
  more: Partial<CompatTrial> = {},
): CompatTrial => ({
  system,
  situation: name,
  repetition: 1,
  outcome,
  saw: `5 ${outcome}`,
  proven: true,
  seed: 7,
  duration: 9000,
  evidence: `trials/${system}/${name}/${more.repetition ?? 1}`,
  ...more,
});

const facts = (name: string) => ({
  name,
  version: "1.0",
  source: "<a folder>",
  files: { [name]: "0".repeat(64) },
  layer: 2 as const,
  helper: "needed" as const,
  relays: true,
  keys: "public keys",
});

/** A report of `good` and `poor`, from these trials. */
export function madeReport(trials: readonly CompatTrial[], more: Partial<CompatReport> = {}): CompatReport {
  const systems = [...new Set(trials.map(({ system }) => system))];
  const situations = [open, closed, blocked, forgotten];
  return {
    schema: 1,
    tool: { name: "n2n-natlab", version: "0.1.0" },
    machine: { kernel: "6.1", nft: "1.0.6", node: "22.12.0" },
    plan: { systems, situations: situations.map(({ name }) => name), repetitions: 1, seed: 7 },
    started: "2026-01-01T00:00:00.000Z",
    duration: 60_000,
    systems: systems.map(facts),
    missing: {},
    situations,
    trials: [...trials],
    ...more,
  };
}
