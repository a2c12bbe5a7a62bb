import { basename } from "node:path";
import { speakOfPrograms } from "../base/as-typed.ts";

/** Texts name the installed program, unless it was started in a clone as `npm run NAME`. */
export function speakAsInstalled(env = process.env, program = process.argv[1] ?? ""): void {
  const [, name] = /^n2n-(\w+)(?:\.[cm]?js)?$/.exec(basename(program)) ?? [];
  if (name !== undefined && env["npm_lifecycle_event"] !== name) speakOfPrograms();
}
