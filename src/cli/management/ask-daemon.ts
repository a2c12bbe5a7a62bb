import { type OpenSocket, socketsAt } from "../../runtime/local/socket-owner.ts";
import { Broken } from "../program.ts";
import { ask, type StatusRow } from "./status.ts";

/**
 * The rows of one answer, for a program that acts on them with its own privileges: while no daemon has the port, any
 * user may open it. Rejects with Broken if there is no answer, or if the port belongs to a user other than root and
 * this one.
 */
export async function askDaemon(
  port: number,
  method: string,
  socketsOf: (port: number) => readonly OpenSocket[] = socketsAt,
): Promise<readonly StatusRow[]> {
  refuseStranger(port, socketsOf);
  return ask(port, method);
}

/** Throws Broken if the port belongs to a user other than root and this one: it must be neither believed nor given a password. */
export function refuseStranger(port: number, socketsOf: (port: number) => readonly OpenSocket[] = socketsAt): void {
  const self = process.getuid?.() ?? 0;
  const stranger = socketsOf(port).find(({ user }) => user !== 0 && user !== self);
  if (stranger === undefined) return;
  throw new Broken(
    `the program that answers at 127.0.0.1:${port} belongs to user ${stranger.user}, not to root or user ${self}: ignored`,
  );
}
