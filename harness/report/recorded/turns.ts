import { ConfigError } from "../../../src/base/config-error.ts";
import type { Opening } from "../../../src/record/format.ts";
import { RecordingReplay, type ReplayOutcome, type Turn } from "../../../src/record/replay.ts";
import type { StoredRecording } from "./read.ts";

export interface Replayed {
  /** Absent = there is no whole first line. */
  readonly opening?: Opening;
  readonly turns: readonly Turn[];
  /** What the replay found, in words. */
  readonly finding: string;
}

/** Drives the recorded machine again. The turns end where it differs, or where the recording is cut or damaged. */
export function replayed({ lines, cut }: StoredRecording): Replayed {
  const turns: Turn[] = [];
  const replay = new RecordingReplay(Infinity, (turn) => turns.push(turn));
  const finding = ((): string => {
    if (lines.length === 0) return cut ?? "it is empty";
    try {
      for (const line of lines) {
        const outcome = replay.add(line);
        if (outcome !== undefined) return words(outcome);
      }
      if (cut !== undefined) return `replayed, it does the same again as far as it was read; ${cut}`;
      return words(replay.finish(""));
    } catch (error) {
      if (error instanceof ConfigError) return `it is damaged: ${error.message}`;
      throw error;
    }
  })();
  return { ...(replay.opening && { opening: replay.opening }), turns, finding };
}

function words(outcome: ReplayOutcome): string {
  switch (outcome.verdict) {
    case "same":
      return outcome.until === "stopped"
        ? "replayed, it does the same again"
        : `replayed, it does the same again; it ended early (${outcome.until})`;
    case "differs":
      return `replayed, it does something else at event ${outcome.turn.line.event}`;
    case "inconclusive":
      return `replayed, it does the same again as far as it goes: ${outcome.why}`;
  }
}
