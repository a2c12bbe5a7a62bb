#!/usr/bin/env node
import { programInput } from "../runtime/daemon.ts";
import { showAs } from "../runtime/process/name.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { exitCodes, goToBackground, runProgram } from "./program.ts";
import { runControl } from "./management/control.ts";
import { runStatus } from "./management/status.ts";
import { runSupernode } from "./supernode/daemon.ts";
import { parseSupernodeOptions } from "./supernode/options.ts";
import { leasesTable, supernodeStatusText } from "./supernode/status.ts";
import { supernodeHelp, supernodeTable } from "./supernode/table.ts";
import { runConvert } from "./n3n/convert-file.ts";
import { systemFiles } from "./options/system-files.ts";
import { version } from "./version.ts";

runProgram("supernode", async (life) => {
  const { args: argv, env } = programInput();
  if (argv[0] === "status") {
    const methods = ["info", "communities", "edges", "packetstats", "problems"];
    return runStatus(argv.slice(1), { port: 5645, methods, text: supernodeStatusText });
  }
  if (argv[0] === "leases") return runStatus(argv.slice(1), { port: 5645, methods: ["leases"], text: leasesTable });
  if (argv[0] === "ctl") return runControl(argv.slice(1), 5645, env);
  if (argv[0] === "convert") return runConvert(argv.slice(1), "supernode", supernodeTable);
  const random = systemRandom();
  const options = parseSupernodeOptions(argv, { env, random, files: systemFiles, version });
  if (options === "help" || options === "version") {
    process.stdout.write(options === "help" ? supernodeHelp : `${version}\n`);
    return exitCodes.ok;
  }
  showAs("supernode", options.shown);
  if (!options.foreground && !life.inBackground) return goToBackground("supernode", argv, options);
  for (const name of ["N2N_MANAGEMENT_PASSWORD", "N2N_HTTP_TOKEN"]) delete process.env[name];
  return runSupernode(life, options, random);
});
