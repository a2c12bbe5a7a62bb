import { existsSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LabError } from "../../lab-error.ts";
import type { NodePrograms } from "../programs.ts";

const usual = "/etc/resolv.conf";
const own = "/run/natlab/resolv.conf";

/** From now on programs of this laboratory find this text in /etc/resolv.conf; the machine's file stays as it is. */
export async function useResolver(text: string, programs: NodePrograms): Promise<void> {
  mkdirSync(dirname(own), { recursive: true });
  writeFileSync(own, text);
  const file = target(usual);
  // A laboratory has a /run of its own, in which what others keep there does not exist.
  if (file.startsWith("/run/")) {
    mkdirSync(dirname(file), { recursive: true });
    return writeFileSync(file, text);
  }
  if (!existsSync(file))
    throw new LabError(`${file} does not exist, so that it cannot be replaced; create an empty one`);
  const command = ["mount", "--bind", own, file];
  const { code, stderr } = await programs.run(undefined, command);
  if (code !== 0) throw new LabError(`cannot replace ${file}`, { command: command.join(" "), output: stderr });
}

/** Where symbolic links lead, even if there is nothing. */
function target(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() ? target(resolve(dirname(path), readlinkSync(path))) : path;
  } catch {
    return path;
  }
}
