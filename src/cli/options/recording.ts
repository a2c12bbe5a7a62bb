import { ConfigError } from "../../base/config-error.ts";
import type { Files } from "./config-file.ts";
import type { Options } from "./options.ts";
import type { OptionTable } from "./table.ts";
import { values } from "./values.ts";

/** `--record`: what happens to the machine is written to a file, for `npm run replay`. */
export interface RecordingOptions {
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly limit: number;
  /** Whether users' data is recorded as well. */
  readonly payloads: "heads" | "whole";
}

/** The options that both programs have. */
export const recordingRows = {
  record: {
    long: "record",
    takes: "value",
    text: true,
    value: "FILE",
    help: "record what happens to this program in FILE, without secrets, for npm run replay; uses the portable datapath",
  },
  recordLimit: {
    long: "record-limit",
    takes: "value",
    value: "MIB",
    help: "size at which the recording ends, in MiB (64)",
  },
  recordPayloads: {
    long: "record-payloads",
    takes: "flag",
    help: "record users' data as well, not only the headers of their frames",
  },
} as const satisfies OptionTable;

/** Tunable, in MiB. */
const tuned = { limit: 64, limitMost: 1 << 20 } as const;

/** Undefined = no recording. Throws ConfigError. */
export function recordingOptions<Table extends OptionTable & Record<keyof typeof recordingRows, unknown>>(
  given: Options<Table>,
  files: Files,
): RecordingOptions | undefined {
  const path = given.text("record");
  const limit = given.one("recordLimit", (option, text) => values.whole(option, text, 1, tuned.limitMost));
  const isWhole = given.has("recordPayloads");
  if (path === undefined) {
    if (limit === undefined && !isWhole) return undefined;
    throw new ConfigError(`${isWhole ? "--record-payloads" : "--record-limit"} needs --record FILE`);
  }
  if (path === "") throw new ConfigError("--record has no value: give the name of a file that does not exist yet");
  return {
    path: files.absolute(path),
    limit: (limit ?? tuned.limit) * 2 ** 20,
    payloads: isWhole ? "whole" : "heads",
  };
}
