import { hostname } from "node:os";
import { ConfigError } from "../base/config-error.ts";
import { endpointKey, type Endpoint } from "../base/endpoint.ts";
import { Edge } from "../edge/machine.ts";
import { PortableDatapath } from "../runtime/datapath/portable.ts";
import { programArguments } from "../runtime/daemon.ts";
import { stableSecret } from "../runtime/identity.ts";
import { consoleLog } from "../runtime/log.ts";
import { become, chooseIdentity } from "../runtime/privileges.ts";
import { resolveHost } from "../runtime/resolver.ts";
import { sourceAddress } from "../runtime/source-address.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { makeTransform } from "../seal/make-transform.ts";
import { EdgeHost } from "./edge-host.ts";
import { parseEdgeOptions, type EdgeOptions } from "./edge-options.ts";
import { edgeHelp } from "./edge-table.ts";
import { Broken, exitCodes, goToBackground, runProgram } from "./program.ts";
import { systemFiles } from "./system-files.ts";

runProgram("edge", async (life) => {
  const random = systemRandom();
  const argv = programArguments();
  const options = parseEdgeOptions(argv, {
    env: process.env,
    hostname: hostname(),
    random,
    files: systemFiles,
    stable: stableSecret,
  });
  if (options === "help") {
    process.stdout.write(edgeHelp);
    return exitCodes.ok;
  }
  // Overwrites what `ps` shows.
  process.title = ["edge", ...options.shown].join(" ");
  const log = consoleLog(options.verbosity);
  for (const what of options.warnings) log({ level: "warning", what });
  const identity = chooseIdentity(options);
  if (!options.foreground && !life.inBackground) {
    return goToBackground("edge", argv, options.shown);
  }

  for (const name of ["N2N_KEY", "N2N_PASSWORD", "N2N_MANAGEMENT_PASSWORD"]) delete process.env[name];
  const { config, bind, device, mtu } = options;
  await using datapath = new PortableDatapath({
    ...(bind && { bind }),
    perAddress: false,
    multicast: config.localDiscovery,
    note: log,
  });
  await new Promise<void>((resolve, reject) => {
    const host = new EdgeHost({
      datapath,
      device,
      mtu,
      log,
      resolve: resolveHost,
      up: (mac, { address, prefix }) => {
        const user = identity !== undefined && become(identity) ? identity.user : "unchanged";
        const socket = endpointKey(datapath.local!);
        const facts = { device, address: `${address}/${prefix}`, mac, mtu, socket, user };
        log({ level: "normal", what: "ready", with: facts });
        life.ready();
      },
      stopped: resolve,
      failed: (error) => reject(error instanceof ConfigError ? error : new Broken(error.message)),
    });
    life.onStop(() => host.stop());
    const makeMachine = async () => {
      const preferredSocket = await preferred(options, datapath.local!.port);
      const transform = makeTransform(options.transform, options.key, random);
      const machine = new Edge({ ...config, transform, ...(preferredSocket && { preferredSocket }) }, random);
      life.onBug(() => ({ ...machine.status(), ...datapath.counters }));
      return machine;
    };
    host.start(makeMachine).catch(reject);
  });
  log({ level: "normal", what: "stopped", with: { ...datapath.counters } });
  return exitCodes.ok;
});

/** `-e auto` = the address that this machine uses towards its first supernode (fact sheet §10.6). */
async function preferred({ preferredAddress, config }: EdgeOptions, port: number): Promise<Endpoint | undefined> {
  if (preferredAddress === undefined) return undefined;
  if (preferredAddress !== "auto") return { address: preferredAddress, port };
  const { host } = config.supernodes[0]!;
  const [towards] = await resolveHost(host);
  const address = towards === undefined ? undefined : await sourceAddress(towards);
  if (address === undefined) throw new ConfigError(`-e auto: there is no way to ${host} now; give the address itself`);
  return { address, port };
}
