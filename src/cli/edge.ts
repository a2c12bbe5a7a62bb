import { programInput } from "../runtime/daemon.ts";
import { optimizeLate } from "../runtime/process/compiler.ts";
import { collectWhenFull } from "../runtime/process/heap.ts";
import { stableSecret } from "../runtime/process/identity.ts";
import { showAs } from "../runtime/process/name.ts";
import { hostName } from "../runtime/process/text.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { runEdge } from "./edge/daemon.ts";
import { parseEdgeOptions } from "./edge/options.ts";
import { edgeStatusText } from "./edge/status.ts";
import { edgeHelp } from "./edge/table.ts";
import { exitCodes, goToBackground, runProgram } from "./program.ts";
import { runStatus } from "./management/status.ts";
import { systemFiles } from "./options/system-files.ts";
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
  const random = systemRandom();
  const surroundings = { env, hostname: hostName(), random, files: systemFiles, stable: stableSecret };
  const options = parseEdgeOptions(argv, surroundings);
  if (options === "help" || options === "version") {
    process.stdout.write(options === "help" ? edgeHelp : `${version}\n`);
    return exitCodes.ok;
  }
  showAs("edge", options.shown);
  if (!options.foreground && !life.inBackground) return goToBackground("edge", argv, options);
  for (const name of ["N2N_KEY", "N2N_PASSWORD", "N2N_MANAGEMENT_PASSWORD"]) delete process.env[name];
  collectWhenFull();
  optimizeLate();
  return runEdge(life, options, random);
});
