import { connect } from "node:net";
import { createInterface } from "node:readline";
import { Bug } from "../../../src/base/bug.ts";
import { ConfigError } from "../../../src/base/config-error.ts";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import type { FoundLab } from "./lab-record.ts";
import type { KeeperAnswer, KeeperMethods, KeeperParams, KeeperResult } from "./messages.ts";
import { socketIn } from "./places.ts";

/**
 * Asks the holder of a laboratory. `say` gets what is said before the result. Throws ConfigError and EnvironmentError: what
 * the holder threw, or why it does not answer.
 */
export async function askKeeper<M extends keyof KeeperMethods>(
  lab: FoundLab,
  method: M,
  params: KeeperParams<M>,
  say: (text: string) => void = () => undefined,
): Promise<KeeperResult<M>> {
  if (lab.gone !== undefined)
    throw new EnvironmentError(
      `${lab.name} is not up: ${lab.gone}; remove what is left: npm run lab -- down ${lab.name}`,
    );
  if (lab.record?.stage !== "up") throw new EnvironmentError(`${lab.name} is still being built; try again in a moment`);
  const socket = connect(socketIn(lab.folder));
  // What follows ends with it, and says why.
  let trouble: Error | undefined;
  socket.on("error", (error) => (trouble = error));
  socket.write(`${JSON.stringify({ method, params })}\n`);
  for await (const line of createInterface({ input: socket })) {
    const answer = JSON.parse(line) as KeeperAnswer;
    if ("say" in answer) say(answer.say);
    else if ("result" in answer) return answer.result as KeeperResult<M>;
    else throw thrown(answer.failed, answer.exitCode);
  }
  throw new EnvironmentError(`${lab.name} does not answer: ${trouble?.message ?? "it ended meanwhile"}`);
}

/** The error behind a failure that another process reports. */
export function thrown(message: string, exitCode: number): Error {
  if (exitCode === 64) return new ConfigError(message);
  if (exitCode === 69 || exitCode === 74) return new EnvironmentError(message, exitCode);
  return new Bug(message);
}
