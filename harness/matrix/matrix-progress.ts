import { performance } from "node:perf_hooks";
import type { Style } from "../report/text/style.ts";
import { timeLeft } from "../run/progress/time-left.ts";
import { secondsText } from "../expect/wording.ts";
import { paintCell, shortOf } from "./output/grid-text.ts";
import type { CellResult } from "./output/json.ts";

export interface MatrixProgress {
  started(name: string): void;
  settled(cell: CellResult): void;
  end(): void;
}

/** One line redrawn on a terminal, else one line per cell. `before`: cells finished by the run that is resumed. */
export function matrixProgress(
  total: number,
  before: number,
  style: Style,
  stream: NodeJS.WriteStream,
): MatrixProgress {
  const began = performance.now();
  const running = new Set<string>();
  let done = before;
  const redraws = stream.isTTY === true && process.env.CI === undefined;

  const status = (): string => {
    const left = timeLeft(performance.now() - began, done - before, total - done);
    return `${bar(done / total)} ${done}/${total}  ${left}`;
  };
  const redraw = (): void => {
    const line = `${status()}  ${[...running].slice(0, 3).join(", ")}`;
    stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 100) - 1)}`);
  };
  const ticking = redraws ? setInterval(redraw, 250) : undefined;
  ticking?.unref();

  return {
    started: (name) => void running.add(name),
    settled: (cell) => {
      running.delete(cell.name);
      done++;
      const problem = cell.is === "as predicted" ? "" : `  ${cell.is}: ${cell.why ?? ""}`;
      if (redraws && problem === "") return redraw();
      const line = `${paintCell(cell, style)(shortOf(cell).padEnd(2))} ${cell.name}  ${secondsText(cell.duration)}${problem}`;
      stream.write(redraws ? `\r\u001b[K${line}\n` : `${line}  (${status()})\n`);
    },
    end: () => {
      clearInterval(ticking);
      if (redraws) stream.write("\r\u001b[K");
    },
  };
}

function bar(share: number): string {
  const full = Math.round(share * 20);
  return `${"█".repeat(full)}${"░".repeat(20 - full)}`;
}
