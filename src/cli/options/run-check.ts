import { ConfigError } from "../../base/config-error.ts";
import { checkConfig, checkedText } from "./check-config.ts";
import { type Files, isYaml, namedFile, type ReadYaml } from "./config-file.ts";
import { systemFiles } from "./system-files.ts";
import type { OptionTable } from "./table.ts";

/** The reader of YAML, loaded if the command line names such a file. Throws ConfigError. */
export async function yamlReader(argv: readonly string[], table: OptionTable): Promise<ReadYaml | undefined> {
  const { path } = namedFile(argv);
  if (path === undefined || !isYaml(path)) return undefined;
  const { linesOfYaml } = await import("./yaml-file.ts");
  return (name, text) => linesOfYaml(name, text, table);
}

type Environment = Readonly<Record<string, string>>;

/** `check-config FILE [options]`: prints each fault in one line. Returns the exit code. Throws ConfigError. */
export function runCheck(
  name: "edge" | "supernode",
  argv: readonly string[],
  parse: (files: Files, standIns: Environment) => { readonly warnings: readonly string[] } | "help" | "version",
): number {
  const { path } = namedFile(argv);
  if (path === undefined)
    throw new ConfigError(`check-config needs a file: ${name} check-config /etc/n2n/${name}.conf`);
  const checked = checkConfig(systemFiles, (files, standIns) => {
    const settings = parse(files, standIns);
    return typeof settings === "string" ? { warnings: [] } : settings;
  });
  const [text, exitCode] = checkedText(name, path, checked);
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  return exitCode;
}
