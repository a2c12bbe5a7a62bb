import { escapeMarkup } from "../../report/junit.ts";
import { scoreText, type Score } from "../score.ts";
import { verdictWords } from "./words.ts";

/** Direct wherever possible, in some places, nowhere; or no direct path was possible. */
function colourOf({ direct, possible }: Score): string {
  if (possible === 0) return verdictWords.inconclusive.colour;
  if (direct === possible) return verdictWords.direct.colour;
  return direct === 0 ? verdictWords.none.colour : verdictWords["could be direct"].colour;
}

/** For a README: `NAT traversal | direct 18 of 20`. */
export function badgeSvg(score: Score): string {
  const [label, message] = ["NAT traversal", scoreText(score)];
  const [left, right] = [label, message].map((part) => Math.round(part.length * 6.6 + 12)) as [number, number];
  const title = escapeMarkup(`${score.system}: ${label}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}"><title>${title}</title><g font-family="Verdana, DejaVu Sans, sans-serif" font-size="11" fill="#fff" text-anchor="middle"><rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="${colourOf(score)}"/><text x="${left / 2}" y="14">${escapeMarkup(label)}</text><text x="${left + right / 2}" y="14">${escapeMarkup(message)}</text></g></svg>\n`;
}

/** The form of shields.io's endpoint badges, schema 1. */
export const badgeEndpoint = (score: Score): string =>
  `${JSON.stringify({ schemaVersion: 1, label: "NAT traversal", message: scoreText(score), color: colourOf(score) })}\n`;
