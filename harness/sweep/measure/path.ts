import type { SweepTrial } from "../json.ts";

/** Tunable: shares of the load. Below the one it passed the helper only by chance, as keep-alives; above the other it all did. */
const tuned = { direct: 0.2, relayed: 0.8 } as const;

/**
 * Which way a load took. `arrived`: bytes that came out of the overlay; `atHelper`: bytes that the helper's interface
 * received meanwhile, which is at least as much if it relayed them. Undefined if nothing arrived.
 */
export function pathOf(arrived: number, atHelper: number): SweepTrial["path"] {
  if (arrived <= 0) return undefined;
  const share = atHelper / arrived;
  if (share < tuned.direct) return "direct";
  return share > tuned.relayed ? "relayed" : "both";
}

/** Bytes that an interface has received, from the text of /proc/net/dev. 0 if it is not there. */
export function receivedBytes(text: string, device: string): number {
  const line = text.split("\n").find((one) => one.trimStart().startsWith(`${device}:`));
  return Number(line?.split(":")[1]?.trim().split(/\s+/)[0] ?? 0);
}
