import { performance } from "node:perf_hooks";
import { secondsText } from "../expect/wording.ts";
import { timeLeft } from "../matrix/matrix-progress.ts";
import type { Style } from "../report/text/style.ts";
import type { SweepTrial } from "./json.ts";
import { pointName } from "./points.ts";
import { trialSentence } from "./output/text.ts";

/** Prints a line for each trial while the run goes on. */
export class SweepProgress {
  readonly #style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #began = performance.now();
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

  settled(trial: SweepTrial): void {
    this.#done++;
    const left = timeLeft(performance.now() - this.#began, this.#done - this.#before, this.#total - this.#done);
    const what = trialSentence(trial);
    const painted = trial.outcome === "measured" ? what : this.#style.yellow(what);
    const line = `${trial.system.padEnd(12)} ${pointName(trial.point)}  ${painted}  ${secondsText(trial.duration)}`;
    this.#stream.write(`${line}  ${this.#style.dim(`(${this.#done}/${this.#total}, ${left})`)}\n`);
  }
}
