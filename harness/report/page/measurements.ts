import { secondsText } from "../../expect/wording.ts";
import { escapeMarkup as text } from "../junit.ts";
import type { CaseReport } from "../run-json.ts";
import { figure, heading, bulletList, marked, plainTable, spaced } from "./elements.ts";
import { linksSvg } from "./svg/links.ts";
import { timeSvg } from "./svg/time.ts";
import { transferSvg } from "./svg/transfer.ts";

/** What happened when, and the round trips. */
export function timeSection(caseReport: CaseReport): string | false {
  const drawn = timeSvg(caseReport);
  const legend = `Dots: round trips, <span class="ok">direct</span> or <span style="color:var(--relay)">relayed</span>; ticks at the bottom: pings that did not come back; shaded: a path was closed to test it; dashed: what the links were asked for.`;
  return drawn !== undefined && heading(`${caseReport.name}-time`, "Over time") + figure("over time", drawn, legend);
}

export const linksSection = ({ name, links }: CaseReport): string | false =>
  links.length > 0 &&
  heading(`${name}-links`, "Links, asked and measured") +
    figure(
      "links",
      linksSvg(links),
      "Of each direction: a line at what was asked for, a dot at the median, drawn out to p95.",
    );

export const transfersSection = ({ name, transfers = [] }: CaseReport): string | false =>
  transfers.length > 0 &&
  heading(`${name}-throughput`, "Throughput") +
    transfers.map((one) => figure("throughput", transferSvg(one), `Mbit/s of data out of the device of ${text(one.to)}, from ${text(one.from)}.`)).join(""); // prettier-ignore

export function claimsSection({ name, claims }: CaseReport): string | false {
  const rows = claims.map(({ expected, is, observed, stoppedAt, from, metAt, refs }) => [
    text(expected),
    marked(is),
    text(stoppedAt === undefined ? observed : `${observed}; ${stoppedAt}`),
    metAt === undefined ? "" : secondsText(metAt - from),
    text(refs.map(refText).join(" · ")),
  ]);
  return claims.length > 0 && heading(`${name}-claims`, "Claims") + plainTable(["claim", "judged", "observed", "took", "frames"], rows); // prettier-ignore
}

export function pathsSection({ name, paths }: CaseReport): string | false {
  const rows = paths.map((path) => [
    text(path.from),
    text(path.to),
    String(path.direct),
    `${path.relayed}${path.relay ? ` via ${text(path.relay)}` : ""}`,
    String(path.unknown),
    String(path.lost),
    path.directSince === undefined ? "" : secondsText(path.directSince),
  ]);
  return paths.length > 0 && heading(`${name}-pings`, "Pings") + plainTable(["from", "to", "direct", "relayed", "unknown", "lost", "first direct"], rows); // prettier-ignore
}

export function proofsSection({ name, proofs }: CaseReport): string | false {
  const rows = proofs.map(({ router, when, declared, measured, differences, unmeasured = [], observations }) => [
    text(when === "after" ? `${router}, after` : router),
    text(declared),
    text(Object.entries(measured).map(([field, value]) => `${spaced(field)} ${value}`).join(", ")),
    differences.length === 0
      ? `<span class="pass keep">as declared</span>${unmeasured.length > 0 ? text(`; not measured: ${unmeasured.join(", ")}`) : ""}`
      : `<span class="fail">${text(differences.join("; "))}</span>`,
    `<details><summary>${observations.length} probes</summary>${bulletList(observations)}</details>`,
  ]); // prettier-ignore
  return proofs.length > 0 && heading(`${name}-nats`, "NATs, measured") + plainTable(["router", "declared", "measured", "is", "observations"], rows); // prettier-ignore
}

/** `homeA #5, #9` */
export const refText = ({ node, frames, line }: CaseReport["refs"][number]): string =>
  `${node}${frames ? ` #${frames.join(", #")}` : ""}${line === undefined ? "" : ` line ${line}`}`;
