import { askedVerbs } from "./asked.ts";
import { capture } from "./capture.ts";
import { down } from "./down.ts";
import { exec, shell } from "./exec.ts";
import { inspect } from "./inspect-verb.ts";
import { log } from "./log.ts";
import { natVerb } from "./nat.ts";
import { ps } from "./ps.ts";
import { runFile } from "./run-file.ts";
import { up } from "./up.ts";
import type { LabVerb } from "./verb.ts";

/** By name, in the order of the help. */
export const labVerbs: Readonly<Record<string, LabVerb>> = {
  up,
  ps,
  inspect,
  exec,
  shell,
  capture,
  nat: natVerb,
  log,
  ...askedVerbs,
  do: runFile,
  down,
};
