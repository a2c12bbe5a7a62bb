import { analyse } from "../evidence/analysis.ts";
import type { EdgeNote } from "../../src/status/edge-notes.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Ref } from "./claim.ts";

/** Something worth knowing that does not affect the verdict. */
export interface Finding {
  readonly what: string;
  readonly because: readonly Ref[];
}

/** How our edge's log names the path to a peer; logs of other programs are not understood and give no findings. */
const words: readonly { readonly note: EdgeNote; readonly path: "direct" | "relayed" }[] = [
  { note: "peer-direct", path: "direct" },
  { note: "peer-relayed", path: "relayed" },
];

/** Programs whose last statement about their path disagrees with the last ping that they sent. */
export function findingsOf(evidence: Evidence): readonly Finding[] {
  const { crossings } = analyse(evidence);
  return evidence.logs.flatMap(({ node, program, lines }) => {
    const said = lastWord(lines);
    const sent = crossings.findLast(
      (crossing) => crossing.from === node && (crossing.path === "direct" || crossing.path === "relayed"),
    );
    if (said === undefined || sent === undefined || said.path === sent.path) return [];
    const what = `${program} on ${node} says ${said.path}, its last ping to ${sent.to} went ${sent.path}`;
    return [
      {
        what,
        because: [
          { node, line: said.line },
          { node: sent.to, frames: [sent.carrier!.frame] },
        ],
      },
    ];
  });
}

/** Lines count from 1. */
function lastWord(lines: readonly string[]): { readonly path: string; readonly line: number } | undefined {
  for (let i = lines.length - 1; i >= 0; i--) {
    const word = words.find(({ note }) => new RegExp(`\\b${note}\\b`).test(lines[i]!));
    if (word !== undefined) return { path: word.path, line: i + 1 };
  }
  return undefined;
}
