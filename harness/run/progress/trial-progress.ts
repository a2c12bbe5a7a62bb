import { performance } from "node:perf_hooks";
import type { Style } from "../../report/text/style.ts";
import { timeLeft } from "./time-left.ts";

/** Prints a line for each trial of a long run, in these words, with how many are left and how long they will take. */
export class TrialProgress<Trial> {
  readonly #words: (trial: Trial, style: Style) => string;
  readonly #style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #began = performance.now();
  #total = 0;
  #before = 0;
  #done = 0;

  constructor(words: (trial: Trial, style: Style) => string, style: Style, stream: NodeJS.WriteStream) {
    this.#words = words;
    this.#style = style;
    this.#stream = stream;
  }

  /** `before`: trials settled by the run that is continued. */
  begin(total: number, before: number): void {
    this.#total = total;
    this.#before = this.#done = before;
  }

  settled(trial: Trial): void {
    this.#done++;
    const left = timeLeft(performance.now() - this.#began, this.#done - this.#before, this.#total - this.#done);
    const count = this.#style.dim(`(${this.#done}/${this.#total}, ${left})`);
    this.#stream.write(`${this.#words(trial, this.#style)}  ${count}\n`);
  }
}
