import { ConfigError } from "../../base/config-error.ts";
import { takeConfigFile } from "../options/config-file.ts";
import { Options } from "../options/options.ts";
import { systemFiles } from "../options/system-files.ts";
import type { OptionTable } from "../options/table.ts";
import { exitCodes } from "../program.ts";
import { sessionText } from "./convert.ts";

/** `convert FILE`: prints n3n's session file that means the same. Throws ConfigError. */
export function runConvert<Table extends OptionTable>(
  argv: readonly string[],
  kind: "edge" | "supernode",
  table: Table,
): number {
  const { file, rest } = takeConfigFile(argv, systemFiles, kind === "edge" ? "may contain blanks" : "end at a blank");
  if (file === undefined || rest.length > 0)
    throw new ConfigError(`convert needs one file of n2n: ${kind} convert /etc/n2n/${kind}.conf`);
  const given = new Options(table, [], file);
  for (const warning of given.warnings) process.stderr.write(`${kind}: ${warning}\n`);
  process.stdout.write(sessionText(kind, table, given));
  return exitCodes.ok;
}
