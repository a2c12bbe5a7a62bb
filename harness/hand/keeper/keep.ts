import { existsSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { once } from "node:events";
import { milliseconds } from "../../../src/base/instant.ts";
import { interruption } from "../../command-line/interrupt.ts";
import { filesFolder, type HandLab } from "../lab.ts";
import { buildForHand } from "./build.ts";
import { writeRecord, type LabRecord } from "./lab-record.ts";
import type { FromKeeper, UpRequest } from "./messages.ts";
import { identityOf } from "./process-identity.ts";
import { addToJournal } from "./places.ts";
import { failure, LabServer } from "./serve.ts";

/** Tunable, in milliseconds: how often a keeper looks whether its laboratory and its record are there. */
const tuned = { lookEvery: 2000 };

/**
 * The process that holds a laboratory: builds what the process that started it asks for, in the folder that that one has
 * made, and answers until it is asked to end, is signalled, or the folder is removed. Returns the exit code.
 */
export async function keep(folder: string): Promise<number> {
  try {
    return await keepUntilEnd(folder);
  } finally {
    // Whoever started it may wait for its end, and an open channel would keep it from ending.
    process.removeAllListeners("disconnect");
    if (process.connected) process.disconnect();
  }
}

async function keepUntilEnd(folder: string): Promise<number> {
  const interrupted = interruption();
  const tell = (message: FromKeeper): void => {
    if (process.connected) process.send!(message);
  };
  // Whoever started it may be killed before it is up, even before it has said what to build.
  const left = (): void => void process.kill(process.pid, "SIGTERM");
  process.once("disconnect", left);
  const request = await firstMessage(interrupted);
  if (request === undefined) {
    rmSync(folder, { recursive: true, force: true });
    return 0;
  }
  const acts: string[] = [];
  const files = await filesFolder();
  const begun: LabRecord = {
    name: basename(folder),
    network: request.words.join(" "),
    keeper: identityOf(process.pid)!,
    since: new Date().toISOString(),
    stage: "building",
    files,
    nodes: [],
  };
  try {
    writeRecord(folder, begun);
    const hand = await buildForHand(request, files, (text) => (acts.push(text), tell({ said: text })), interrupted);
    let code = 0;
    try {
      for (const act of acts) addToJournal(hand.folder, act);
      const record: LabRecord = { ...begun, stage: "up", nodes: hand.nodes };
      code = await serveUntilEnd(hand, folder, record, interrupted, () => {
        process.removeListener("disconnect", left);
        tell({ up: true });
      });
    } finally {
      await hand[Symbol.asyncDispose]();
    }
    // Last: who takes it down waits for this.
    if (code === 0) rmSync(folder, { recursive: true, force: true });
    return code;
  } catch (error) {
    if (!interrupted.aborted) tell(failure(error));
    rmSync(files, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    return interrupted.aborted ? 0 : failure(error).exitCode;
  }
}

/** Undefined = it is not to come. */
async function firstMessage(interrupted: AbortSignal): Promise<UpRequest | undefined> {
  if (!process.connected) return undefined;
  try {
    const [request] = (await once(process, "message", { signal: interrupted })) as [UpRequest];
    return request;
  } catch (error) {
    if (interrupted.aborted) return undefined;
    throw error;
  }
}

async function serveUntilEnd(
  hand: HandLab,
  folder: string,
  record: LabRecord,
  interrupted: AbortSignal,
  up: () => void,
): Promise<number> {
  const ended = new AbortController();
  await using server = await LabServer.listen(hand, folder, () => ended.abort());
  writeRecord(folder, record);
  up();
  const asked = AbortSignal.any([interrupted, ended.signal]);
  const trouble = await standing(hand, folder, asked);
  await server[Symbol.asyncDispose]();
  if (trouble !== undefined) writeRecord(folder, { ...record, ended: trouble });
  return trouble === undefined ? 0 : 69;
}

/** Until it is to end; or why it has ended. */
async function standing({ lab }: HandLab, folder: string, asked: AbortSignal): Promise<string | undefined> {
  const stop = asked.aborted ? Promise.resolve() : once(asked, "abort");
  while (!asked.aborted && existsSync(folder)) {
    try {
      await Promise.race([lab.pass(milliseconds(tuned.lookEvery)), stop]);
    } catch (error) {
      if (!asked.aborted) return (error as Error).message;
    }
  }
  return undefined;
}
