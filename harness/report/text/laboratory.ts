import { notMeasuredIn } from "../not-measured.ts";
import type { CaseReport } from "../run-json.ts";
import { linkText } from "./measured.ts";

/** Why the laboratory can be trusted, or why not. */
export function laboratoryText({ proofs, captures, links }: Pick<CaseReport, "proofs" | "captures" | "links">): string {
  const dropped = captures.filter((capture) => capture.dropped > 0);
  const wrong = proofs.filter((proof) => proof.differences.length > 0);
  const troubles = [
    ...wrong.map(
      (one) =>
        `${one.router} is${one.when === "after" ? ", after the story," : ""} not ${one.declared}: ${one.differences.join(", ")}`,
    ),
    ...dropped.map((one) => `the capture of ${one.node} lost ${one.dropped} packets`),
  ];
  if (troubles.length > 0) return troubles.join("; ");
  if (captures.length === 0) return "no evidence was collected";
  const nats = new Set(proofs.map((proof) => proof.router)).size;
  const open = notMeasuredIn({ proofs });
  const but = open.length > 0 ? ` (not measured: ${open.join(", ")})` : "";
  const proven = nats > 0 ? `${nats} NATs measured as declared${but}, ` : "";
  const measured = links.filter((link) => link.p50 !== null).map(linkText);
  return [`sound: ${proven}0 packets lost by ${captures.length} captures`, ...measured].join("\n");
}
