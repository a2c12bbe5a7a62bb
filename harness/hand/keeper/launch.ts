import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { EnvironmentError, environmentError } from "../../../src/base/environment-error.ts";
import { importable, isBuilt, ownFile } from "../../project/own-folder.ts";
import { thrown } from "./ask.ts";
import { claimFolder } from "./claim.ts";
import { writeRecord } from "./lab-record.ts";
import type { FromKeeper, UpRequest } from "./messages.ts";
import { identityOf } from "./process-identity.ts";

/** Starts a keeper, detached, and resolves when its laboratory is up. Throws ConfigError and EnvironmentError. */
export async function launchKeeper(
  request: UpRequest,
  say: (text: string) => void,
  interrupted: AbortSignal,
): Promise<void> {
  const folder = claimFolder(request.name);
  try {
    await started(folder, request, say, interrupted);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function started(
  folder: string,
  request: UpRequest,
  say: (text: string) => void,
  interrupted: AbortSignal,
): Promise<void> {
  interrupted.throwIfAborted();
  const logFile = join(folder, "keeper.log");
  const log = openSync(logFile, "a", 0o600);
  // In its own session: it outlives the terminal, and a Ctrl-C there is not for it.
  const child = spawn(process.execPath, keeperCommand(folder), {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
    env: keeperEnvironment(request.folder),
  });
  closeSync(log);
  const { pid } = child;
  const stop = (): void => void child.kill("SIGTERM");
  interrupted.addEventListener("abort", stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", (error) => reject(environmentError(error, "start a keeper") ?? error));
      child.on("message", (message: FromKeeper) => {
        if ("said" in message) say(message.said);
        else if ("up" in message) resolve();
        else reject(thrown(message.failed, message.exitCode));
      });
      child.once("exit", (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${constants.signals[signal]}`;
        reject(interrupted.aborted ? (interrupted.reason as Error) : new EnvironmentError(`the keeper of ${request.name} ended with ${how}: ${lastLine(logFile)}`)); // prettier-ignore
      });
      const keeper = pid === undefined ? undefined : identityOf(pid);
      if (keeper === undefined) return;
      const { name, words } = request;
      writeRecord(folder, { name, network: words.join(" "), keeper, since: new Date().toISOString(), stage: "building", files: folder, nodes: [] }); // prettier-ignore
      child.send(request);
    });
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
  child.disconnect();
  child.unref();
}

/** This same program again: that of a package, a clone's compiled one, or its source. */
function keeperCommand(folder: string): readonly string[] {
  if (isBuilt) return [ownFile("dist/natlab/natlab.mjs"), "lab", "keep", folder];
  const program = importable(ownFile("harness/hand/cli.ts"));
  return [...(program.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : []), program, "keep", folder];
}

/** Without npm's mark, by which a command ends with npm. */
function keeperEnvironment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, npm_lifecycle_event: undefined, INIT_CWD: folder };
}

function lastLine(file: string): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
  } catch {
    return "it said nothing";
  }
}
