import { version } from "../../cli/version.ts";
import type { Opening } from "../../record/format.ts";
import type { ReplayOutcome, Turn } from "../../record/replay.ts";
import type { Difference } from "../../record/rerun.ts";
import { actionWords, eventWords } from "../../record/words.ts";
import { differingFields } from "./differing-fields.ts";

/** The time of an event, and how long after the beginning. */
export function timeWords({ line }: Turn, { at }: Opening): string {
  const clock = new Date(line.at);
  const time = Number.isNaN(clock.getTime()) ? String(line.at) : clock.toISOString();
  return `${time} (+${((line.at - at) / 1000).toFixed(3)} s)`;
}

export function findingWords(finding: ReplayOutcome, opening: Opening): readonly string[] {
  const counts = `replayed ${finding.events} events, ${finding.actions} actions`;
  switch (finding.verdict) {
    case "same":
      return [`${counts}: all the same${ends[finding.until]}`];
    case "inconclusive":
      return [`${counts}: all the same as far as it goes, but ${finding.why}`];
    case "differs": {
      const { turn, difference } = finding;
      return [
        `${counts}: the same up to here`,
        `event ${turn.line.event} differs, at ${timeWords(turn, opening)}`,
        `  event     ${eventWords(turn)}`,
        ...differenceWords(difference),
        ...versionWords(opening),
      ];
    }
  }
}

const ends = {
  stopped: "",
  asked: ", up to the event that was asked for",
  limit: ", up to the limit of its size",
  bug: ", up to the bug that ended the program",
  names: "",
  broken: "",
} as const;

function differenceWords(difference: Difference): readonly string[] {
  const sides = (recorded: string, replayed: string) => [`  recorded  ${recorded}`, `  replayed  ${replayed}`];
  switch (difference.what) {
    case "action": {
      const { at, recorded, replayed } = difference;
      const both = recorded !== undefined && replayed !== undefined;
      return [
        `  action ${at}${both ? `, in ${differingFields(recorded, replayed).join(", ")}` : ""}`,
        ...sides(
          ...([recorded, replayed].map((one) => (one === undefined ? "nothing" : actionWords(one))) as [
            string,
            string,
          ]),
        ),
      ];
    }
    case "wake":
      return [
        "  when it wants to be woken next",
        ...sides(wakeWords(difference.recorded), wakeWords(difference.replayed)),
      ];
    case "asks":
      return ["  what it draws", ...sides(difference.recorded, difference.replayed)];
    case "bug":
      return ["  whether it throws", ...sides(difference.recorded ?? "no", difference.replayed ?? "no")];
  }
}

const wakeWords = (wake: number | undefined): string => (wake === undefined ? "never" : new Date(wake).toISOString());

/** A difference in another version is not a fault of the recording; it may be the very finding that is wanted. */
function versionWords(opening: Opening): readonly string[] {
  if (opening.version === version) return [`recorded and replayed by version ${version}`];
  return [
    `recorded by version ${opening.version}, replayed by version ${version}: the program has changed between them`,
  ];
}
