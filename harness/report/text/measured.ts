import type { Impairment } from "../../topology/link.ts";
import { otherWords } from "../../topology/impairment/shown.ts";
import { counted } from "../../../src/base/counted.ts";
import type { MeasuredImpairment } from "../../expect/links/measured-impairments.ts";
import { impairmentText } from "../../expect/links/wording.ts";
import type { CaseReport } from "../run-json.ts";

type Link = CaseReport["links"][number];

/** `homeA up: configured 10 ms ± 2 ms, loss 5 %; measured 10.1 ms (p95 11.9 ms), lost 4.6 % (n=212)` */
export function linkText(link: Link): string {
  const { node, direction, asked, sent, lost, p50, p95 } = link;
  const wanted = [
    `configured ${asked.delay} ms${asked.jitter > 0 ? ` ± ${asked.jitter} ms` : ""}`,
    ...otherWords(asked as Impairment),
    asked.rate !== undefined && `${asked.rate / 1e6} Mbit/s`,
  ];
  const got = [
    p50 === null ? "nothing arrived" : `measured ${p50.toFixed(1)} ms (p95 ${p95!.toFixed(1)} ms)`,
    (asked.loss > 0 || lost > 0) && `lost ${percent(sent === 0 ? 0 : lost / sent)}`,
  ];
  const text = (parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join(", ");
  return `${node} ${direction}: ${text(wanted)}; ${text(got)} (n=${sent})`;
}

/** The link whose median is furthest from what was asked for; undefined if none was measured. */
export function worstLink(links: readonly Link[]): Link | undefined {
  const measured = links.filter((link) => link.p50 !== null);
  const off = (link: Link): number => Math.abs(link.p50! - link.asked.delay);
  return measured.reduce<Link | undefined>(
    (worst, link) => (worst && off(worst) >= off(link) ? worst : link),
    undefined,
  );
}

/** `10 values as asked, furthest: homeA up burst length asked 3, measured 3.04 (2.53 to 3.56, n=117)` */
export function asAskedText(links: readonly Link[]): string {
  const measured = links.flatMap(({ node, direction, impairments = [] }) =>
    impairments.flatMap((one) => (one.is === "as asked" ? [{ ...one, link: `${node} ${direction}` }] : [])),
  );
  const off = ({ asked, measured: found }: (typeof measured)[number]): number => Math.abs(found! / asked! - 1);
  const [furthest] = measured.toSorted((a, b) => off(b) - off(a));
  const values = `${counted(measured.length, "value")} as asked`;
  return furthest === undefined
    ? values
    : `${values}, furthest: ${furthest.link} ${impairmentText(furthest as MeasuredImpairment)}`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
