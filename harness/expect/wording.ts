import type { Claim } from "./claim.ts";

/** 0.9s, 31s */
export function secondsText(duration: number): string {
  return `${(duration / 1000).toFixed(duration < 10_000 ? 1 : 0)}s`;
}

/** 20.1 ms */
export const millisecondsText = (duration: number): string => `${duration.toFixed(1)} ms`;

/** What the claim expects, in a line. */
export function describeClaim(claim: Claim): string {
  const pair = `${claim.a} ⇄ ${claim.b}`;
  const within = `within ${secondsText(claim.within)}`;
  switch (claim.kind) {
    case "ping":
      return `${claim.a} gets an answer from ${claim.b} ${within}`;
    case "path":
      return claim.path === "none"
        ? `${pair} silent for ${secondsText(claim.within)}`
        : `${pair} ${claim.path} ${within}`;
    case "latency":
      return `${pair} ${claim.path} round trips cost what the links were asked for (${claim.samples} pings)`;
    case "throughput":
      return `${claim.bytes} bytes go from ${claim.a} to ${claim.b} whole, at ${claim.floor} Mbit/s or more, ${within}`;
    case "recovery":
      return `${pair} answered again${claim.path ? `, ${claim.path},` : ""} ${within}`;
    case "loss":
      return `${pair} ${claim.path} pings are lost as often as the links were asked to lose (${claim.samples} pings)`;
  }
}
