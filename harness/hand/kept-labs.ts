import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRootHere } from "../../ci/bootstrap/namespaces.mjs";
import type { Step } from "../evidence/evidence.ts";
import { wrapped } from "../report/text/wrap.ts";
import { labInit, namespacesOf } from "./enter-node.ts";
import { leftBehind } from "./left-behind.ts";
import { standingMark } from "../run/folders/marks.ts";

/** A laboratory that stays up after its verdict. */
export interface StandingLab extends AsyncDisposable {
  /** Of its outermost process. */
  readonly pid: number | undefined;
  readonly nodes: readonly string[];
}

interface Kept {
  readonly title: string;
  readonly lab: StandingLab;
  readonly left: readonly string[];
}

/** `--keep`: all laboratories stay up after their verdicts, until one Ctrl-C. */
export class KeptLabs implements AsyncDisposable {
  readonly #kept: Kept[] = [];
  readonly #marks: string[] = [];

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** `steps`: of its story. */
  add(title: string, lab: StandingLab, steps: readonly Step[]): void {
    this.#kept.push({ title, lab, left: leftBehind(steps) });
  }

  /** Marks the run's folder as in use. */
  async mark(folder: string): Promise<void> {
    const mark = join(folder, standingMark);
    this.#marks.push(mark);
    await writeFile(mark, `${process.pid}\n`);
  }

  /** How to enter each, and what its story left changed. `width`: of a terminal; absent = unlimited. */
  text(width?: number): string {
    const blocks = this.#kept.map(({ title, lab, left }) => {
      const nsenter = `${isRootHere() ? "sudo " : ""}${namespacesOf(labInit(lab.pid)).join(" ")}`;
      return [
        ...wrapped(`${title} is up; its captures have ended. Nodes: ${lab.nodes.join(", ")}`, width, 2),
        `  enter     ${nsenter} ip netns exec NODE env PS1='NODE$ ' sh`,
        ...(left.length === 0 ? [] : wrapped(`  as its story left it: ${left.join("; ")}`, width, 4)),
      ].join("\n");
    });
    return [...blocks, "Ctrl-C takes everything down; the report stays."].join("\n");
  }

  async until(interrupted: AbortSignal): Promise<void> {
    if (interrupted.aborted) return;
    await new Promise<void>((resume) => interrupted.addEventListener("abort", () => resume(), { once: true }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#kept.splice(0).map(({ lab }) => lab[Symbol.asyncDispose]()));
    await Promise.all(this.#marks.splice(0).map((mark) => rm(mark, { force: true })));
  }
}
