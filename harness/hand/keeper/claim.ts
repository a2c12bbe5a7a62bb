import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { EnvironmentError, environmentError } from "../../../src/base/environment-error.ts";
import { findLabs, removeLeftovers } from "./lab-record.ts";
import { makeLabsFolder } from "./labs-folder.ts";
import { socketIn } from "./places.ts";

/** sun_path of unix(7), without its final zero. */
const spec = { socketPathMost: 107 } as const;

/**
 * Makes the folder of a new laboratory; it is also what keeps a second one of the same name away. Throws ConfigError if
 * there is one, and EnvironmentError.
 */
export function claimFolder(name: string): string {
  const there = findLabs().find((lab) => lab.name === name);
  if (there?.gone !== undefined) removeLeftovers(there);
  else if (there !== undefined) throw taken(name);
  const folder = join(makeLabsFolder(), name);
  if (Buffer.byteLength(socketIn(folder)) > spec.socketPathMost)
    throw new EnvironmentError(`${socketIn(folder)}: too long for a socket; set NATLAB_LABS to a shorter path`);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw taken(name);
    throw environmentError(error, `make ${folder}`) ?? error;
  }
}

const taken = (name: string): ConfigError =>
  new ConfigError(`${name} is up already: give this one another name (--name), or: npm run lab -- down ${name}`);
