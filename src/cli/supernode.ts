import { endpointKey } from "../base/endpoint.ts";
import { PortableDatapath } from "../runtime/datapath/portable.ts";
import { programArguments } from "../runtime/daemon.ts";
import { consoleLog } from "../runtime/log.ts";
import { become, chooseIdentity } from "../runtime/privileges.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { Supernode } from "../supernode/machine.ts";
import { Broken, exitCodes, goToBackground, runProgram } from "./program.ts";
import { SupernodeHost } from "./supernode-host.ts";
import { parseSupernodeOptions } from "./supernode-options.ts";
import { supernodeHelp } from "./supernode-table.ts";
import { systemFiles } from "./system-files.ts";
import { version } from "./version.ts";

runProgram("supernode", async (life) => {
  const random = systemRandom();
  const argv = programArguments();
  const options = parseSupernodeOptions(argv, { env: process.env, random, files: systemFiles, version });
  if (options === "help") {
    process.stdout.write(supernodeHelp);
    return exitCodes.ok;
  }
  process.title = ["supernode", ...options.shown].join(" ");
  const identity = chooseIdentity(options);
  if (!options.foreground && !life.inBackground) return goToBackground("supernode", argv, options.shown);

  const log = consoleLog(options.verbosity);
  await using datapath = new PortableDatapath({ bind: options.bind, perAddress: true, multicast: false, note: log });
  const machine = new Supernode(options.config, random);
  life.onBug(() => ({ ...machine.status(), ...datapath.counters }));
  await new Promise<void>((resolve, reject) => {
    const host = new SupernodeHost(machine, {
      datapath,
      log,
      stopped: resolve,
      failed: (error) => reject(new Broken(error.message)),
    });
    life.onStop(() => host.stop());
    const ready = () => {
      const user = identity !== undefined && become(identity) ? identity.user : "unchanged";
      log({
        level: "normal",
        what: "ready",
        with: { socket: endpointKey(datapath.local!), mac: options.config.mac, user },
      });
      life.ready();
    };
    host.start().then(ready, reject);
  });
  log({ level: "normal", what: "stopped", with: { ...datapath.counters } });
  return exitCodes.ok;
});
