import { hostname } from "node:os";
import { ConfigError } from "../base/config-error.ts";
import { endpointKey, type Endpoint } from "../base/endpoint.ts";
import { Edge } from "../edge/machine.ts";
import { chooseDatapath } from "../runtime/datapath/choose.ts";
import { consoleLog } from "../runtime/log.ts";
import { become, chooseIdentity } from "../runtime/privileges.ts";
import { resolveHost } from "../runtime/resolver.ts";
import { sourceAddress } from "../runtime/source-address.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { aesTransform } from "../seal/aes.ts";
import { nullTransform } from "../seal/null.ts";
import { forwardingRules } from "./edge-forwarding.ts";
import { EdgeHost } from "./edge-host.ts";
import { parseEdgeOptions, type EdgeOptions } from "./edge-options.ts";
import { edgeHelp } from "./edge-table.ts";
import { Broken, exitCodes, goToBackground, runProgram } from "./program.ts";

runProgram("edge", async (life) => {
  const random = systemRandom();
  const options = parseEdgeOptions(process.argv.slice(2), { env: process.env, hostname: hostname(), random });
  if (options === "help") {
    process.stdout.write(edgeHelp);
    return exitCodes.ok;
  }
  // Overwrites what `ps` shows.
  process.title = ["edge", ...options.shown].join(" ");
  delete process.env["N2N_KEY"];
  const log = consoleLog(options.verbosity);
  if (options.keyInArguments)
    log({ level: "warning", what: "everybody could read the key given with -k; use N2N_KEY" });
  const identity = chooseIdentity(options);
  if (!options.foreground && !life.inBackground) {
    return goToBackground("edge", options.shown, options.key === undefined ? {} : { N2N_KEY: options.key });
  }

  const { config, bind, device, mtu, key } = options;
  await using datapath = chooseDatapath(options.datapath, {
    ...(bind && { bind }),
    multicast: config.localDiscovery,
    note: log,
  });
  await new Promise<void>((resolve, reject) => {
    const host = new EdgeHost({
      datapath,
      device,
      mtu,
      log,
      forwarding: forwardingRules(options),
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
      const transform = key === undefined ? nullTransform() : aesTransform(key, random);
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
