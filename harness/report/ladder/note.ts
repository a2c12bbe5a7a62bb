import type { LadderRow } from "../run-json.ts";

/** How the datagram ended and why, how often it was sent, and its frame. */
export function noteOf({ end, towards, rule, times, until, frame }: LadderRow): string {
  const ending =
    end === "delivered"
      ? ""
      : `${end}${towards === undefined ? "" : `, for ${towards}`}${rule === undefined ? "" : ` (${rule})`}; `;
  const repeated = times > 1 ? `×${times} until ${(until! / 1000).toFixed(3)}; ` : "";
  return `${ending}${repeated}${frame.node} #${frame.frame}`;
}
