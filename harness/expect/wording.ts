import type { Claim } from "./claim.ts";

/** 0.9s, 31s */
export function secondsText(duration: number): string {
  return `${(duration / 1000).toFixed(duration < 10_000 ? 1 : 0)}s`;
}

/** 20.1 ms */
export const millisecondsText = (duration: number): string => `${duration.toFixed(1)} ms`;

/** The claim in one line. */
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
      return `${pair} ${claim.path} round trips take as long as the configured links (${claim.samples} pings)`;
    case "links":
      return `the cables between ${claim.a} and ${claim.b} do what they were asked to ${within}`;
    case "throughput":
      return `${claim.bytes} bytes arrive intact from ${claim.a} at ${claim.b}, at ${claim.floor} Mbit/s or more, ${within}`;
    case "recovery":
      return `${pair} answered again${claim.path ? `, ${claim.path},` : ""} ${within}`;
    case "loss":
      return `${pair} ${claim.path} pings are lost as often as the links are configured to (${claim.samples} pings)`;
  }
}
