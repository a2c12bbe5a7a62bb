import { readFileSync } from "node:fs";

/** A program under test ended unexpectedly: the case fails, whatever was still to be checked. */
export class ProgramEnded extends Error {
  override readonly name = "ProgramEnded";
  readonly node: string;
  readonly program: string;
  readonly code: number;
  /** The last lines of its log. */
  readonly tail: string;

  constructor(node: string, program: string, code: number, logFile: string) {
    super(`the ${program} on ${node} ended unexpectedly with exit code ${code}`);
    this.node = node;
    this.program = program;
    this.code = code;
    this.tail = lastLines(logFile, 5);
  }
}

export function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "";
  }
}
