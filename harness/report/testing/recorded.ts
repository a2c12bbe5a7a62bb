import { readFileSync } from "node:fs";
import { Story } from "../../evidence/testing/story.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { caseReport } from "../case-report.ts";
import type { RunReport } from "../run-json.ts";
import type { StoredRecording } from "../recorded/read.ts";
import { testRun } from "./run.ts";

/** The recording of an edge on alice. */
export const edgeRecording: StoredRecording = {
  node: "alice",
  program: "edge",
  file: "sut/alice-edge.rec",
  lines: readFileSync(new URL("../../../src/record/testing/recordings/edge.rec", import.meta.url), "utf8")
    .split("\n")
    .slice(0, -1),
};

/** The recording without its first events, which the machine then lacks. */
export const damagedRecording: StoredRecording = {
  ...edgeRecording,
  node: "bob",
  file: "sut/bob-edge.rec",
  lines: [edgeRecording.lines[0]!, ...edgeRecording.lines.slice(12)],
};

/** When an event of the recording was, in milliseconds of the invented evidence. */
export function timeOf(event: number): number {
  const line = edgeRecording.lines.find((one) => one.startsWith(`{"event":${event},`));
  return (JSON.parse(line!) as { at: number }).at - Story.start;
}

/** Evidence in which what the recorded edge sent first was refused, and its answer arrived. */
export function recordedEvidence(): Evidence {
  const story = new Story();
  story.steps.push({ at: Story.at(timeOf(1) - 100), what: "begin" });
  story.datagram(timeOf(1) + 1, "alice", "sn", new Uint8Array(79), { refusedBy: "homeA" });
  story.datagram(timeOf(5) - 1, "sn", "alice", new Uint8Array(58));
  return story.evidence(timeOf(5) + 5000, { case: "recorded", scenario: "story", seed: 7 });
}

/** A run with one case, of which two programs recorded. */
export function recordedRun(): RunReport {
  const setting = { a: "alice", b: "bob", path: "direct", duration: 6400, folder: "cases/recorded" } as const;
  const recordings = [edgeRecording, damagedRecording];
  return { ...testRun(), flags: ["--record"], cases: [caseReport(recordedEvidence(), { ...setting, recordings })] };
}
