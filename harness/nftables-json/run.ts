/**
 * Runs a program to its end; the caller decides where, e.g. inside a router's namespace. Rejects when it cannot be
 * started; its failure is an answer.
 */
export type Run = (argv: readonly string[], input?: string) => Promise<Ran>;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
