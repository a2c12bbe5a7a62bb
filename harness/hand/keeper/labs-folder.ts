import { lstatSync, mkdirSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { EnvironmentError, environmentError } from "../../../src/base/environment-error.ts";

/**
 * Where the standing laboratories of this user are: a folder for each, with its record and its socket. `NATLAB_LABS` if it
 * is set, else `natlab` below $XDG_RUNTIME_DIR, for root below /run, or a folder of the user's own in /tmp. The first is
 * for new ones; all are looked into, because not every shell has the same environment.
 */
export function labsFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { NATLAB_LABS: chosen = "", XDG_RUNTIME_DIR: runtime = "" } = env;
  if (chosen !== "") {
    if (!isAbsolute(chosen)) throw new ConfigError(`NATLAB_LABS=${chosen}: must be an absolute path`);
    return [chosen];
  }
  const uid = process.getuid!();
  return [
    ...(isOwnFolder(runtime, uid) ? [join(runtime, "natlab")] : []),
    ...(uid === 0 && isOwnFolder("/run", 0) ? ["/run/natlab"] : []),
    `/tmp/natlab-${uid}`,
  ];
}

/** Makes the folder for new ones. Throws EnvironmentError: what another user could change is not used. */
export function makeLabsFolder(): string {
  const [folder] = labsFolders() as [string];
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
  } catch (error) {
    throw environmentError(error, `make ${folder}`) ?? error;
  }
  const { uid, mode } = lstatSync(folder);
  if (!isOwnFolder(folder, process.getuid!()) || (mode & 0o022) !== 0)
    throw new EnvironmentError(
      `${folder} belongs to user ${uid} with mode ${(mode & 0o777).toString(8)}: it must be a folder of your own that nobody else can write to; set NATLAB_LABS to another one`,
    );
  return folder;
}

/** /run itself may be a link. */
function isOwnFolder(path: string, uid: number): boolean {
  if (!isAbsolute(path)) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === uid;
}
