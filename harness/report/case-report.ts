/**
 * From evidence to reports:
 *
 * 1. here: the evidence of a case → its report; `ladder/rows.ts` chooses the datagrams to show, `seen/` what else is shown (steps,
 *    pings over time, what NATs remembered), `text/router.ts` names NATs; `recorded/` tells what our own programs recorded
 * 2. `run-json.ts`: the report of a run, from which everything below is made
 * 3. `write-reports.ts`: run.json, junit.xml (`junit.ts`), index.html (`page/html.ts`), ladder.md (`page/ladder-page.ts`)
 * 4. `text/report.ts`: the verdict table and the closing line; `text/failure.ts`: a case that did not pass, with `ladder/ladder.ts`
 * 5. `text/measured.ts`, `not-measured.ts`, `systems.ts`: links, NATs and programs in words
 * 6. `text/columns.ts`, `text/wrap.ts`, `text/style.ts`, `printable.ts`: for terminals of any width, safe whatever a text contains
 * 7. `exit-code.ts`: what the command returns
 *
 * @module
 */

import { measuredImpairments } from "../expect/links/measured-impairments.ts";
import { lossesOf } from "../expect/links/needed.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { LinkMeasurement } from "../evidence/journeys/link-quality.ts";
import { isUnclear, type Crossing } from "../evidence/paths/paths.ts";
import type { Ref, Verdict } from "../expect/claim.ts";
import { diagnose } from "../expect/diagnosis/diagnose.ts";
import { theoryOf } from "../expect/diagnosis/theory.ts";
import { findingsOf } from "../expect/findings.ts";
import { onlyIfClaimed, type ExpectedPath } from "../expect/path/expected-path.ts";
import { judgeClaims, laboratoryTrouble, verdictOf, type JudgedClaim } from "../expect/verdict.ts";
import { describeClaim } from "../expect/wording.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { notMeasured } from "../nat/proof/unmeasured.ts";
import { burstLengths } from "../topology/impairment/burst-loss.ts";
import { describeNat } from "../topology/nat/nat.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import { ladderOf, startOf } from "./ladder/rows.ts";
import { observedPath } from "./observed-path.ts";
import { followBindings } from "./seen/bindings.ts";
import { pingsBetween } from "./seen/pings.ts";
import { stepsOf } from "./seen/steps.ts";
import { transfersOf } from "./seen/transfers.ts";
import type { StoredRecording } from "./recorded/read.ts";
import { recordingsOf } from "./recorded/recordings.ts";
import { describeRouter } from "./text/router.ts";
import type { CaseReport } from "./run-json.ts";

export interface CaseSetting extends ExpectedPath {
  /** Milliseconds of wall clock. */
  readonly duration: number;
  /** Of the evidence, relative to the run's folder. */
  readonly folder?: string;
  /** Set when something outside the evidence decides, such as a program that died. */
  readonly verdict?: Verdict;
  /** Of our own programs in this case, as stored. */
  readonly recordings?: readonly StoredRecording[];
}

/** Tunable: enough log lines to explain why a program ended. */
const tuned = { logTail: 20 } as const;

/** The report of a case, derived from its evidence. */
export function caseReport(evidence: Evidence, setting: CaseSetting): CaseReport {
  const { a, b } = setting;
  const claims = judgeClaims(evidence);
  const start = startOf(evidence);
  const paths = [directionOf(evidence, a, b, start), directionOf(evidence, b, a, start)];
  return {
    ...unevidencedCase(evidence.case, evidence.topology, evidence.seed, {
      ...setting,
      verdict: setting.verdict ?? onlyIfClaimed(verdictOf(evidence), setting, claims),
    }),
    observedPath: observedPath(claims.filter(isBetween(a, b)), paths, setting.path, crossingsBetween(evidence, a, b)),
    because: becauseOf(claims, setting.path),
    ...diagnosisFields(evidence, setting),
    claims: claims.map((claim) => claimReport(claim, start)),
    paths,
    links: linksOf(evidence).map(({ p50, p95, jitter, asked, counts, delays, ...rest }) => ({
      ...rest,
      ...impairmentsOf({ asked, counts }),
      ...distributionsOf({ asked, counts, ...(delays && { delays }) }),
      asked: { ...asked },
      p50: orNull(p50),
      p95: orNull(p95),
      jitter: orNull(jitter),
    })),
    proofs: evidence.proofs.map(({ router, when, family, declared, measured }) => {
      const { observations, thorough, reaches, ...fields } = measured;
      return {
        router,
        ...(when && { when }),
        declared: [family, describeNat(declared)].filter(Boolean).join(" "),
        measured: { ...fields },
        observations: [...observations],
        differences: compareNat(declared, measured),
        unmeasured: notMeasured(declared, {
          ...fields,
          observations,
          ...(thorough && { thorough }),
          ...(reaches && { reaches }),
        }),
      };
    }),
    captures: evidence.captures.map((capture) => ({
      node: capture.node,
      packets: capture.packets.length,
      dropped: capture.dropped,
    })),
    findings: findingsOf(evidence).map(({ what, because }) => ({ what, refs: refsOf(because) })),
    ...(evidence.systems && {
      systems: evidence.systems.map((system) => ({ ...system, files: { ...system.files }, hosts: [...system.hosts] })),
    }),
    logs: evidence.logs.map(({ node, program, lines }) => ({ node, program, tail: lines.slice(-tuned.logTail) })),
    ...(evidence.steps.length > 0 && seenIn(evidence, setting, start)),
  };
}

/** What is shown beside the verdict. */
function seenIn(evidence: Evidence, { a, b, recordings: stored = [] }: CaseSetting, start: number) {
  const bindings = followBindings(evidence, start);
  const theory = theoryOf(evidence, a, b)?.prediction;
  const recordings = recordingsOf(stored, evidence, bindings, start);
  return {
    ...(theory && { theory: { path: theory.path, because: theory.because, clause: theory.clause } }),
    steps: stepsOf(evidence, start),
    pings: pingsBetween(evidence, a, b, start),
    transfers: transfersOf(evidence, start),
    bindings: [...bindings.all],
    ladder: ladderOf(evidence, a, b, bindings),
    ...(recordings && { recordings }),
  } satisfies Partial<CaseReport>;
}

/** Evidence of a faulty laboratory explains nothing. */
function diagnosisFields(evidence: Evidence, pair: CaseSetting): Pick<CaseReport, "diagnosis"> {
  const diagnosis = laboratoryTrouble(evidence) === undefined ? diagnose(evidence, pair) : undefined;
  return diagnosis === undefined ? {} : { diagnosis: { ...diagnosis, refs: refsOf(diagnosis.refs) } };
}

function impairmentsOf(
  link: Pick<LinkMeasurement, "asked" | "counts">,
): Pick<CaseReport["links"][number], "impairments"> {
  const impairments = measuredImpairments(link).map(({ asked, measured, least, most, ...rest }) => ({
    ...rest,
    asked: orNull(asked),
    measured: orNull(measured),
    least: orNull(least),
    most: orNull(most),
  }));
  return impairments.length === 0 ? {} : { impairments };
}

/** Of what is drawn at random, or waits in a queue. */
function distributionsOf({
  asked,
  counts,
  delays,
}: Pick<LinkMeasurement, "asked" | "counts" | "delays">): Pick<CaseReport["links"][number], "bursts" | "delays"> {
  const { lengths } = counts.rows;
  const varies = asked.jitter > 0 || asked.reorder !== undefined || asked.rate !== undefined;
  const shares = burstLengths(lossesOf(asked), lengths.length).map((share) => Number(share.toFixed(4)));
  return {
    ...(asked.burstLoss && counts.rows.count > 0 && { bursts: { lengths: [...lengths], asked: shares } }),
    ...(varies && delays && { delays: { ...delays, counts: [...delays.counts] } }),
  };
}

/** Links are transparent until the story begins: before that there is nothing to compare with what was asked for. */
const linksOf = (evidence: Evidence): readonly LinkMeasurement[] =>
  evidence.steps.length === 0 ? [] : analyse(evidence).links;

/** The report of a case without evidence: its laboratory could not be built, or a program is missing. */
export function unevidencedCase(
  name: string,
  topology: Topology,
  seed: number,
  { a, b, path, duration, folder, verdict }: CaseSetting & { readonly verdict: Verdict },
): CaseReport {
  const nodes = [...walk(topology)];
  const natOf = (name: string): string => {
    const above = nodes.find((node) => node.name === name)?.above.map(({ router }) => describeRouter(router)) ?? [];
    return above.filter((text) => text !== "public").join(" + ") || "public";
  };
  return {
    name,
    a,
    b,
    nats: { a: natOf(a), b: natOf(b) },
    expectedPath: path,
    observedPath: "unknown",
    because: "",
    ...verdictFields(verdict),
    claims: [],
    paths: [],
    links: [],
    proofs: [],
    captures: [],
    findings: [],
    logs: [],
    topology: nodes.map(({ name, node, above }) => ({
      name,
      kind: node.kind,
      ...(node.kind === "router" ? { nat: describeRouter(node) } : {}),
      ...(above[0] ? { inside: above[0].name } : {}),
    })),
    ladder: { columns: [], rows: [] },
    seed,
    duration,
    ...(folder === undefined ? {} : { folder }),
  };
}

function verdictFields(verdict: Verdict): Pick<CaseReport, "verdict" | "failure" | "why" | "refs"> {
  switch (verdict.verdict) {
    case "pass":
      return { verdict: "pass", refs: refsOf(verdict.because) };
    case "fail": {
      const { expected, observed, stoppedAt, because } = verdict;
      return { verdict: "fail", failure: { expected, observed, stoppedAt }, refs: refsOf(because) };
    }
    case "inconclusive":
    case "unsupported":
      return { verdict: verdict.verdict, why: verdict.why, refs: [] };
  }
}

function claimReport({ claim, judgement }: JudgedClaim, start: number): CaseReport["claims"][number] {
  const base = { kind: claim.kind, expected: describeClaim(claim), from: claim.from - start };
  switch (judgement.is) {
    case "met": {
      const { observed, at, because } = judgement;
      return { ...base, is: "met", observed, metAt: at - start, refs: refsOf(because) };
    }
    case "violated": {
      const { observed, stoppedAt, because } = judgement;
      return { ...base, is: "violated", observed, stoppedAt, refs: refsOf(because) };
    }
    case "pending":
      return { ...base, is: "pending", observed: `waiting for ${judgement.waitingFor}`, refs: [] };
    case "unsound":
      return { ...base, is: "unsound", observed: judgement.why, refs: [] };
  }
}

/** Of both directions. */
const crossingsBetween = (evidence: Evidence, a: string, b: string): readonly Crossing[] =>
  analyse(evidence).crossings.filter(({ from, to }) => (from === a && to === b) || (from === b && to === a));

function directionOf(evidence: Evidence, from: string, to: string, start: number): CaseReport["paths"][number] {
  const crossings = crossingsBetween(evidence, from, to).filter((crossing) => crossing.from === from);
  const on = (path: Crossing["path"]): Crossing[] => crossings.filter((crossing) => crossing.path === path);
  const relay = on("relayed")[0]?.relay;
  const first = on("direct")[0];
  return {
    from,
    to,
    direct: on("direct").length,
    relayed: on("relayed").length,
    unknown: crossings.filter((crossing) => isUnclear(crossing) || crossing.path === "elsewhere").length,
    lost: on("none").length,
    ...(relay === undefined ? {} : { relay }),
    ...(first === undefined ? {} : { directSince: first.sent.at - start }),
  };
}

const isBetween =
  (a: string, b: string) =>
  ({ claim }: JudgedClaim): boolean =>
    [a, b].includes(claim.a) && [a, b].includes(claim.b);

/** The observation of the first claim about the path; without one, of the first claim. */
function becauseOf(claims: readonly JudgedClaim[], path: CaseSetting["path"]): string {
  const first =
    claims.find(({ claim }) => claim.kind === "path" && (path === "either" || claim.path === path)) ?? claims[0];
  const judgement = first?.judgement;
  return judgement?.is === "met" || judgement?.is === "violated" ? judgement.observed : "";
}

const orNull = (n: number): number | null => (Number.isFinite(n) ? n : null);

/** One frame can carry several datagrams, and is named once. */
const refsOf = (refs: readonly Ref[]): CaseReport["refs"] =>
  refs.map(({ node, frames, line }) => ({
    node,
    ...(frames === undefined ? {} : { frames: [...new Set(frames)] }),
    ...(line === undefined ? {} : { line }),
  }));
