/** From values to pixels. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  /** To a tenth of a pixel. */
  at(value: number): number;
}

export function scaleOf(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const at = (value: number): number => Number((from + ((value - low) / (high - low || 1)) * (to - from)).toFixed(1));
  return { domain, range, at };
}

/** Tunable: about as many marks as fit without a label touching the next. */
const tuned = { marks: 8 } as const;

/** A horizontal axis at `y` with round numbers. `unit`: how many of the scale's one is in the labels' unit; `leastStep`: between two marks. */
export function axis(scale: Scale, y: number, label: string, { unit = 1, leastStep = 0 } = {}): string {
  const [low, high] = scale.domain;
  const [from, to] = scale.range;
  const step = roundStep(Math.max(leastStep, (high - low) / unit / tuned.marks));
  const first = Math.ceil(low / unit / step);
  const marks = Array.from({ length: Math.floor(high / unit / step) - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    const x = scale.at(value * unit);
    return `<line class="axis" x1="${x}" y1="${y}" x2="${x}" y2="${y + 5}"/><text class="dim" x="${x}" y="${y + 18}" text-anchor="middle">${Number(value.toFixed(6))}</text>`;
  });
  return `<line class="axis" x1="${from}" y1="${y}" x2="${to}" y2="${y}"/>${marks.join("")}<text class="dim" x="${to}" y="${y + 33}" text-anchor="end">${label}</text>`;
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}
