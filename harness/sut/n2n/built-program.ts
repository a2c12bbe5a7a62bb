import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

/** Tunable, milliseconds: an answer that a busy machine delays is not taken for another program's. */
const tuned = { patience: 60_000 } as const;

/** A program that the user has built: in the folder that the variable names, else on PATH; undefined = not found. */
export function builtProgram(name: string, variable: string): string | undefined {
  const folders = [process.env[variable], ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.flatMap((folder) => (folder ? [join(folder, name)] : [])).find(isExecutable);
}

/** Where a program was found, for a report that others read: a folder of the user's own is not named. */
export const sourceOf = (file: string, variable: string): string =>
  process.env[variable] !== undefined && dirname(file) === dirname(join(process.env[variable], "x"))
    ? `built from source (${variable})`
    : dirname(file);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The output on both streams, whatever the exit code, which differs between builds. */
export async function helpTextOf(file: string, option: string): Promise<string> {
  const answer = await promisify(execFile)(file, [option], { timeout: tuned.patience }).catch(
    (error: unknown) => error,
  );
  const { stdout = "", stderr = "" } = answer as { stdout?: string; stderr?: string };
  return `${stdout}${stderr}`;
}
