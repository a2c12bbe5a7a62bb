import { instant } from "../../base/instant.ts";
import type { Sink } from "../machine.ts";
import type { Payloads } from "../blank.ts";
import type { Recording } from "../recording.ts";
import { type ReplayOutcome, RecordingReplay } from "../replay.ts";

/** A recording in memory. */
export class KeptLines implements Sink {
  readonly lines: string[] = [];

  turn(lines: readonly string[]): boolean {
    this.lines.push(...lines);
    return true;
  }

  end(why: string): void {
    this.lines.push(JSON.stringify({ end: why }));
  }

  recording(payloads: Payloads = "heads"): Recording {
    const facts = { version: "test", node: "test", datapath: "portable", at: instant(0) } as const;
    return { sink: this, payloads, facts };
  }
}

export function replayed(lines: readonly string[], until = Infinity): ReplayOutcome {
  const replay = new RecordingReplay(until, () => undefined);
  for (const line of lines) {
    const finding = replay.add(line);
    if (finding !== undefined) return finding;
  }
  return replay.finish("");
}
