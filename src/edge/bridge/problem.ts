import type { Parts } from "../parts.ts";
import { tuned } from "../timing.ts";

/** Hosts of a bridged network that are on both sides: nothing of them is carried for a while. */
export function tellOfLoop({ bridge, out, self }: Parts): void {
  if (bridge?.foundLoop() !== true) return;
  out.problem("bridge-loop", self.mac, { pause: `${tuned.bridgeLoopPause / 1000} s` });
}
