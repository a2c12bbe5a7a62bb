import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentError } from "../../src/base/environment-error.ts";
import { NoRepro } from "../repro/no-repro.ts";
import { reproScript, type ReproCase } from "../repro/repro.ts";
import type { RunReport } from "../report/run-json.ts";
import type { FinishedRun } from "./run.ts";

/** `--export FILE`: a script that repeats the first case that failed; if none did, the first that passed. */
export class ReproExport {
  readonly #file: string;
  #chosen: { readonly title: string; readonly text: string; readonly failed: boolean } | undefined;
  /** Why others cannot be repeated. */
  readonly #refused: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** `folder`: of the run. */
  offer({ scenario, cases }: RunReport, folder: string, repeatable: FinishedRun["repeatable"]): void {
    const failed = (verdict: string): boolean => verdict === "fail";
    for (const report of [...cases].sort((a, b) => Number(failed(b.verdict)) - Number(failed(a.verdict)))) {
      const one = repeatable?.get(report.name);
      if (one === undefined || this.#chosen?.failed === true) continue;
      if (this.#chosen !== undefined && !failed(report.verdict)) continue;
      this.#offer(
        `${scenario} / ${report.name}`,
        { ...one, scenario, report, files: join(folder, "cases", report.name) },
        failed(report.verdict),
      );
    }
  }

  /** Says what was written, or why nothing. Throws EnvironmentError. */
  write(): string {
    if (this.#chosen === undefined)
      return `--export: nothing was written: ${this.#refused.join("; ") || "no case ran in the laboratory"}`;
    const { title, text, failed } = this.#chosen;
    try {
      writeFileSync(this.#file, text);
      chmodSync(this.#file, 0o755);
    } catch (error) {
      throw environmentError(error, `write ${this.#file}`) ?? error;
    }
    return `${this.#file} repeats ${title}, which ${failed ? "failed" : "passed"}: sh ${this.#file}`;
  }

  #offer(title: string, one: ReproCase, failed: boolean): void {
    try {
      this.#chosen = { title, text: reproScript(one), failed };
    } catch (error) {
      if (!(error instanceof NoRepro)) throw error;
      this.#refused.push(`${title}: ${error.message}`);
    }
  }
}
