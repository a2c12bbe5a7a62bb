import { lastLines } from "./ended.ts";

/** A program under test runs, but does not get ready as its adapter declares: the case fails. */
export class NeverReady extends Error {
  override readonly name = "NeverReady";
  readonly node: string;
  readonly program: string;
  /** What was waited for, in words. */
  readonly awaited: string;
  /** The last lines of its log. */
  readonly tail: string;

  constructor(node: string, program: string, awaited: string, logFile: string) {
    super(`the ${program} on ${node} did not get ready: ${awaited} did not appear`);
    this.node = node;
    this.program = program;
    this.awaited = awaited;
    this.tail = lastLines(logFile, 5);
  }
}
