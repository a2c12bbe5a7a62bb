import { type OpenSocket, socketsAt } from "../../runtime/local/socket-owner.ts";
import { Broken } from "../program.ts";
import { ask, type StatusRow } from "./status.ts";

/**
 * The rows of one answer, for a program that acts on them with rights of its own: any user may open the port while no
 * daemon has it. Rejects with Broken when nobody answers, or a program of neither root nor this user would.
 */
export async function askDaemon(
  port: number,
  method: string,
  socketsOf: (port: number) => readonly OpenSocket[] = socketsAt,
): Promise<readonly StatusRow[]> {
  const self = process.getuid?.() ?? 0;
  const stranger = socketsOf(port).find(({ user }) => user !== 0 && user !== self);
  if (stranger === undefined) return ask(port, method);
  throw new Broken(
    `the program that answers at 127.0.0.1:${port} belongs to user ${stranger.user}, not to root or user ${self}: ignored`,
  );
}
