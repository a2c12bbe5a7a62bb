import { performance } from "node:perf_hooks";
import { secondsText } from "../expect/wording.ts";
import { timeLeft } from "../matrix/matrix-progress.ts";
import type { Style } from "../report/text/style.ts";
import type { Outcome, CompatTrial } from "./json.ts";

/** Prints a line for each trial while the run goes on. */
export class CompatProgress {
  readonly #style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #began = performance.now();
  readonly #running = new Set<string>();
  #total = 0;
  #before = 0;
  #done = 0;

  constructor(style: Style, stream: NodeJS.WriteStream) {
    this.#style = style;
    this.#stream = stream;
  }

  /** `before`: trials settled by the run that is continued. */
  begin(total: number, before: number): void {
    this.#total = total;
    this.#before = this.#done = before;
  }

  started(system: string, situation: string): void {
    this.#running.add(`${system} ${situation}`);
  }

  settled({ system, situation, outcome, duration, trouble }: CompatTrial): void {
    this.#running.delete(`${system} ${situation}`);
    this.#done++;
    const left = timeLeft(performance.now() - this.#began, this.#done - this.#before, this.#total - this.#done);
    const what = paintOutcome(outcome, this.#style)(outcome.padEnd(12));
    const more = trouble === undefined ? "" : `  ${trouble}`;
    const line = `${what} ${system.padEnd(12)} ${situation}  ${secondsText(duration)}${more}`;
    this.#stream.write(`${line}  ${this.#style.dim(`(${this.#done}/${this.#total}, ${left})`)}\n`);
  }

  end(): void {
    this.#running.clear();
  }
}

export function paintOutcome(outcome: Outcome, style: Style): (text: string) => string {
  if (outcome === "direct") return (text) => style.green(text);
  if (outcome === "none") return (text) => style.red(text);
  return outcome === "relayed" ? (text) => style.dim(text) : (text) => style.yellow(text);
}
