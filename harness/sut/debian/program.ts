import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandPath } from "../../../ci/bootstrap/debian-packages.mjs";
import type { FoundProgram } from "../contract.ts";

/** A program from a Debian package. */
export interface DebianProgram {
  readonly package: string;
  /** Other packages that have some of the commands. */
  readonly beside?: readonly string[];
  /** The commands that a case starts. */
  readonly commands: readonly string[];
  /** A command line whose output has the version in the first group of `pattern`. */
  readonly version: { readonly argv: readonly string[]; readonly pattern: RegExp };
}

/** Where the program is on this machine, or the line that installs it. */
export async function findDebian(program: DebianProgram): Promise<FoundProgram | { readonly missing: string }> {
  const paths = program.commands.map(pathOf);
  const missing = program.commands.filter((_, i) => paths[i] === undefined);
  if (missing.length > 0) {
    const packages = [program.package, ...(program.beside ?? [])].join(" ");
    return { missing: `${missing.join(", ")} not found: on Debian and Ubuntu, apt-get install ${packages}` };
  }
  const [command = "", ...rest] = program.version.argv;
  const text = await outputOf(command, rest);
  const [, version] = program.version.pattern.exec(text) ?? [];
  if (version === undefined)
    return {
      missing: `${program.version.argv.join(" ")} prints no version that can be read: ${text.trim().split("\n")[0] ?? ""}`,
    };
  const packaged = (await outputOf("dpkg-query", ["-W", "-f", "${Version}", program.package])).trim();
  const source = /^\d/.test(packaged) ? `Debian package ${program.package} ${packaged}` : paths[0]!;
  return { version, source, files: paths.map((path) => realpathSync(path!)) };
}

function pathOf(command: string): string | undefined {
  return commandPath()
    .split(":")
    .map((folder) => join(folder, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The output on both streams, whatever the exit code; empty if it cannot be started. */
async function outputOf(command: string, argv: readonly string[]): Promise<string> {
  const env = { ...process.env, PATH: commandPath(), LC_ALL: "C" };
  const ended = await promisify(execFile)(command, argv, { timeout: 5000, env }).catch((error: unknown) => error);
  const { stdout = "", stderr = "" } = ended as { readonly stdout?: string; readonly stderr?: string };
  return `${stdout}${stderr}`;
}
