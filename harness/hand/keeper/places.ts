import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** The socket of the laboratory with this folder. */
export const socketIn = (folder: string): string => join(folder, "socket");

/** What happened in it, a line each. */
export const journalIn = (files: string): string => join(files, "lab.log");

/** Adds to the journal. */
export function addToJournal(files: string, text: string): void {
  const at = new Date().toISOString();
  appendFileSync(journalIn(files), text.split("\n").map((line) => `${at} ${line}\n`).join("")); // prettier-ignore
}
