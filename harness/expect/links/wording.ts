import type { MeasuredImpairment } from "./measured-impairments.ts";

/** `loss asked 5 %, measured 4.8 % (4.2 % to 5.5 %, n=4100)` */
export function impairmentText({ what, asked, measured, least, most, of }: MeasuredImpairment): string {
  const unit = unitOf(what);
  return `${what} asked ${unit(asked)}, measured ${unit(measured)} (${unit(least)} to ${unit(most)}, n=${of})`;
}

/** How a value of that kind is shown. */
export function unitOf(what: MeasuredImpairment["what"]): (value: number) => string {
  if (what === "queue") return (value) => `${short(value)} ms`;
  if (what === "burst length") return (value) => short(value);
  return (value) => `${short(value * 100)} %`;
}

const short = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "–");
