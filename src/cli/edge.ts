#!/usr/bin/env node
import { programInput } from "../runtime/daemon.ts";
import { stableSecret } from "../runtime/process/identity.ts";
import { showAs } from "../runtime/process/name.ts";
import { hostName } from "../runtime/process/text.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { runDiagnose } from "./edge/diagnose.ts";
import { runEdge } from "./edge/daemon.ts";
import { parseEdgeOptions } from "./edge/options.ts";
import { edgeStatusText } from "./edge/status.ts";
import { edgeHelp, edgeTable } from "./edge/table.ts";
import { runConvert } from "./n3n/convert-file.ts";
import { exitCodes, goToBackground, runProgram } from "./program.ts";
import { runControl } from "./management/control.ts";
import { runLogs } from "./management/logs.ts";
import { runStatus } from "./management/status.ts";
import type { Files } from "./options/config-file.ts";
import { secretVariables } from "./options/names.ts";
import { runCheck, yamlReader } from "./options/run-check.ts";
import { filesFrom, systemFiles } from "./options/system-files.ts";
import { version } from "./version.ts";

runProgram("edge", async (life) => {
  const { args: argv, env } = programInput();
  if (argv[0] === "status") {
    return runStatus(argv.slice(1), {
      port: 5644,
      methods: ["info", "supernodes", "paths", "problems"],
      text: edgeStatusText,
    });
  }
  if (argv[0] === "convert") return runConvert(argv.slice(1), "edge", edgeTable);
  if (argv[0] === "ctl") return runControl(argv.slice(1), 5644, env);
  if (argv[0] === "logs") return runLogs(argv.slice(1), "edge");
  if (argv[0] === "tap-test") return (await import("./edge/tap-test.ts")).runTapTest(argv.slice(1));
  if (argv[0] === "diagnose") return runDiagnose(argv.slice(1), 5644);
  const random = systemRandom();
  const isCheck = argv[0] === "check-config";
  const given = isCheck ? argv.slice(1) : argv;
  const readYaml = await yamlReader(given, edgeTable);
  const surroundings = { hostname: hostName(), random, stable: stableSecret, ...(readYaml && { readYaml }) };
  const parse = (files: Files, standIns = {}) =>
    parseEdgeOptions(given, { ...surroundings, env: { ...standIns, ...env }, files });
  if (isCheck) return runCheck("edge", given, parse);
  const options = parse(systemFiles);
  if (options === "help" || options === "version") {
    process.stdout.write(options === "help" ? edgeHelp : `${version}\n`);
    return exitCodes.ok;
  }
  showAs("edge", options.shown);
  if (!options.foreground && !life.inBackground) return goToBackground("edge", argv, options);
  for (const name of secretVariables(edgeTable)) delete process.env[name];
  const here = filesFrom(process.cwd());
  return runEdge(life, options, random, () => parse(here));
});
