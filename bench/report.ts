import { summarise, type BenchRun, type Spread, type Summary } from "./results.ts";

/** The contestant that all others are compared with. */
const yardstick = "n2n AES-128";

/** Markdown: medians, and for the throughput also the spread. */
export function resultsTable(run: BenchRun): string {
  return [throughputTable(run), costTable(run)].join("\n");
}

function throughputTable(run: BenchRun): string {
  const rows = summarise(run);
  const unit = rows.find(({ name }) => name === yardstick)?.speed.median;
  const head = [
    ...["path", "rounds", "Gbit/s (least–most)", `× ${yardstick}`, "reverse", "IPv6 inside", "CPU s/GB"],
    ...["64-byte, 1000/s (least–most)", "cores busy before"],
  ];
  const lines = rows.map((row) => {
    const ratio = unit === undefined ? "–" : `${(row.speed.median / unit).toFixed(1)}×`;
    const streams = [range(row.speed, 2), ratio, text(row.reverse, 2), text(row.ipv6, 2), text(row.cpu, 2)];
    return [row.name, row.rounds, ...streams, range(row.small, 0, 1e-3), text(row.foreign, 2)];
  });
  return markdown([head, ...lines]);
}

function costTable(run: BenchRun): string {
  const head = [...["path", "ping p50 µs", "p99 µs", "under a stream p50", "p99", "start s", "MB", "idle CPU"]];
  const lines = summarise(run).map((row) => {
    const idle = row.idle === undefined ? "–" : `${(row.idle.median * 100).toFixed(2)} %`;
    const pings = [row.p50, row.p99, row.loadedP50, row.loadedP99].map((spread) => text(spread, 0));
    return [row.name, ...pings, text(row.start, 2), text(row.memory, 0), idle];
  });
  return markdown([head, ...lines]);
}

function markdown([head, ...rows]: readonly (readonly (string | number)[])[]): string {
  return [head!, head!.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}

function range(spread: Spread | undefined, digits: number, scale = 1): string {
  if (spread === undefined) return "–";
  const [median, least, most] = [spread.median, spread.least, spread.most].map((n) => (n * scale).toFixed(digits));
  return `${median} (${least}–${most})`;
}

/** In pixels; a longer bar is cut, and marked as cut. */
const longestBar = 560;

/** Bars of the medians, with whiskers from the least to the most. */
export function plot(run: BenchRun): string {
  const rows = summarise(run);
  const most = Math.max(...rows.filter(({ name }) => name !== "raw veth").map(({ speed }) => speed.most), 1);
  const scale = (value: number) => Math.min((value / most) * 520, longestBar);
  const height = 60 + rows.length * 26;
  const bars = rows.map((row, i) => bar(row, 44 + i * 26, scale));
  const style = "text{font:13px sans-serif;fill:#222}";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${height}" viewBox="0 0 860 ${height}">`,
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="12" y="22">TCP, one stream, Gbit/s: medians of ${rows[0]?.rounds ?? 0} interleaved rounds, model ${run.model}</text>`,
    ...bars,
    "</svg>\n",
  ].join("\n");
}

function bar({ name, speed }: Summary, y: number, scale: (value: number) => number): string {
  const colour = name.startsWith("ours fast") ? "#2a7f62" : name.startsWith("ours") ? "#8fbfae" : "#9aa5b1";
  const isCut = scale(speed.median) === longestBar;
  const [from, to] = [190 + scale(speed.least), 190 + scale(speed.most)];
  return [
    `<text x="180" y="${y + 13}" text-anchor="end">${name}</text>`,
    `<rect x="190" y="${y}" width="${scale(speed.median).toFixed(1)}" height="17" fill="${colour}"/>`,
    ...(isCut ? [`<path d="M706 ${y - 2}l-8 21m14 -21l-8 21" stroke="#fff" stroke-width="3"/>`] : []),
    `<path d="M${from.toFixed(1)} ${y + 8.5}H${to.toFixed(1)}" stroke="#222"/>`,
    `<text x="${Math.max(to, 190) + 8}" y="${y + 13}">${speed.median.toFixed(2)}</text>`,
  ].join("");
}

const text = (spread: Spread | undefined, digits: number): string => spread?.median.toFixed(digits) ?? "–";
