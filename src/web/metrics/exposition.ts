/** One metric in Prometheus's text format. Names: https://prometheus.io/docs/practices/naming/ */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** A metric without samples is left out. */
export const exposition = (metrics: readonly Metric[]): string =>
  metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const head = `# HELP ${name} ${help.replace(/[\\\n]/g, escaped)}\n# TYPE ${name} ${type}\n`;
      return head + samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`).join("");
    })
    .join("");

/** Peers choose some of these texts. */
function labelText(labels: MetricSample["labels"]): string {
  const all = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`);
  return all.length === 0 ? "" : `{${all.join(",")}}`;
}

const escaped = (character: string): string => (character === "\n" ? "\\n" : `\\${character}`);

export const one = (value: number, labels?: MetricSample["labels"]): readonly MetricSample[] => [
  { value, ...(labels && { labels }) },
];

/** A sample per key, under one label. */
export const each = (label: string, values: Readonly<Record<string, number>>): readonly MetricSample[] =>
  Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
