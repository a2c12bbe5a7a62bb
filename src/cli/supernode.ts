#!/usr/bin/env node
import { programInput } from "../runtime/daemon.ts";
import { showAs } from "../runtime/process/name.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { exitCodes, goToBackground, runProgram } from "./program.ts";
import { runControl } from "./management/control.ts";
import { runLogs } from "./management/logs.ts";
import { runStatus } from "./management/status.ts";
import { runSupernode } from "./supernode/daemon.ts";
import { parseSupernodeOptions, type SupernodeSettings } from "./supernode/options.ts";
import { leasesTable, supernodeStatusText } from "./supernode/status.ts";
import { supernodeHelp, supernodeTable } from "./supernode/table.ts";
import { runConvert } from "./n3n/convert-file.ts";
import type { Files } from "./options/config-file.ts";
import { secretVariables } from "./options/names.ts";
import { runCheck, yamlReader } from "./options/run-check.ts";
import { filesFrom, systemFiles } from "./options/system-files.ts";
import { readReservations } from "./supernode/reservation-file.ts";
import { readCommunityFile } from "./supernode/community-file.ts";
import { version } from "./version.ts";

runProgram("supernode", async (life) => {
  const { args: argv, env } = programInput();
  if (argv[0] === "status") {
    const methods = ["info", "communities", "edges", "packetstats", "problems"];
    return runStatus(argv.slice(1), { port: 5645, methods, text: supernodeStatusText });
  }
  if (argv[0] === "leases") return runStatus(argv.slice(1), { port: 5645, methods: ["leases"], text: leasesTable });
  if (argv[0] === "ctl") return runControl(argv.slice(1), 5645, env);
  if (argv[0] === "logs") return runLogs(argv.slice(1), "supernode");
  if (argv[0] === "convert") return runConvert(argv.slice(1), "supernode", supernodeTable);
  const random = systemRandom();
  const isCheck = argv[0] === "check-config";
  const given = isCheck ? argv.slice(1) : argv;
  const readYaml = await yamlReader(given, supernodeTable);
  const surroundings = { env, random, version, ...(readYaml && { readYaml }) };
  const parse = (files: Files) => parseSupernodeOptions(given, { ...surroundings, files });
  if (isCheck) return runCheck("supernode", given, (files) => withLists(parse(files), files));
  const options = parse(systemFiles);
  if (options === "help" || options === "version") {
    process.stdout.write(options === "help" ? supernodeHelp : `${version}\n`);
    return exitCodes.ok;
  }
  showAs("supernode", options.shown);
  if (!options.foreground && !life.inBackground) return goToBackground("supernode", argv, options);
  for (const name of secretVariables(supernodeTable)) delete process.env[name];
  const here = filesFrom(process.cwd());
  return runSupernode(life, options, random, () => parse(here));
});

/** The list of communities and the reservations are checked with the file that names them. Throws ConfigError. */
function withLists(settings: SupernodeSettings | "help" | "version", files: Files): { warnings: readonly string[] } {
  if (typeof settings === "string") return { warnings: [] };
  if (settings.leases.reservations !== undefined) readReservations(settings.leases.reservations, files);
  if (settings.communityFile === undefined) return settings;
  const { warnings = [] } = readCommunityFile(settings.communityFile, files);
  return { warnings: [...settings.warnings, ...warnings] };
}
