import type { CellVerdict } from "../cell.ts";

/** How a verdict is shown: as a word, a letter and a colour, each of which suffices alone. */
export interface VerdictWords {
  readonly word: string;
  readonly letter: string;
  /** White letters on it have a contrast of at least 4.5 to 1 (WCAG 2.2, AA). */
  readonly colour: string;
  /** What it means. */
  readonly meaning: string;
}

export const verdictWords: Readonly<Record<CellVerdict, VerdictWords>> = {
  direct: {
    word: "direct",
    letter: "D",
    colour: "#14713f",
    meaning: "packets of both directions take the direct path",
  },
  "half-direct": {
    word: "half-direct",
    letter: "H",
    colour: "#8a5a00",
    meaning: "one direction is direct, the other is relayed",
  },
  relayed: { word: "relayed", letter: "R", colour: "#2b619e", meaning: "relayed, as theory says it must be or may be" },
  "could be direct": {
    word: "relayed, could be direct",
    letter: "r",
    colour: "#8a5a00",
    meaning: "relayed, although theory allows a direct path",
  },
  none: { word: "none", letter: "–", colour: "#b3261e", meaning: "no pings are answered" },
  "no path possible": {
    word: "none, as theory says",
    letter: "∅",
    colour: "#44546a",
    meaning: "no pings are answered, and none can be",
  },
  varies: { word: "varies", letter: "≠", colour: "#7b3fa0", meaning: "repetitions differ" },
  inconclusive: { word: "inconclusive", letter: "?", colour: "#5c5c5c", meaning: "the laboratory cannot tell" },
  unsupported: {
    word: "unsupported",
    letter: "·",
    colour: "#5c5c5c",
    meaning: "the system lacks what the situation needs",
  },
  "not run": { word: "not run", letter: "○", colour: "#5c5c5c", meaning: "it was not run" },
};

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
