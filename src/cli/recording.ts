import { systemClock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log/log.ts";
import type { Identity } from "../runtime/process/privileges.ts";
import { RecordingFile } from "../runtime/recording-file.ts";
import type { Opening } from "../record/format.ts";
import type { Recording } from "../record/recording.ts";
import type { RecordingOptions } from "./options/recording.ts";
import { version } from "./version.ts";

/** Opens a daemon's recording; dispose of it once the daemon has stopped. Throws ConfigError. */
export function openRecording(
  { path, limit, payloads }: RecordingOptions,
  datapath: Opening["datapath"],
  owner: Identity | undefined,
  log: Log,
): AsyncDisposable & { readonly recording: Recording } {
  const sink = new RecordingFile({ path, limit, owner, log });
  log({ level: "normal", what: "recording", with: { file: path, datapath, payloads, limit } });
  const facts = { version, node: process.version, datapath, at: systemClock() };
  return { recording: { sink, payloads, facts }, [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose]() };
}
