import { ConfigError } from "../../src/base/config-error.ts";
import { EdgeHost } from "../../src/cli/edge/host.ts";
import { parseEdgeOptions } from "../../src/cli/edge/options.ts";
import { exitCodes, runProgram, type Life } from "../../src/cli/program.ts";
import { systemFiles } from "../../src/cli/options/system-files.ts";
import { PortableDatapath } from "../../src/runtime/datapath/portable.ts";
import { consoleLog } from "../../src/runtime/log/log.ts";
import { systemRandom } from "../../src/runtime/system-random.ts";
import { makeTransform } from "../../src/seal/ciphers/make-transform.ts";
import { deluge } from "./deluge.ts";
import { gallery } from "./gallery.ts";
import { playerMachine } from "./player.ts";
import { socketsOf, type Player } from "./story.ts";

/**
 * A program of the gallery: `program EXHIBIT PLAYER`, then the arguments of an edge. It has real sockets and a real
 * device; every frame passes the machine, because only that plays the exhibit.
 */
async function main(life: Life): Promise<number> {
  const [name, who, ...argv] = process.argv.slice(2);
  const exhibit = [...gallery, deluge].find((subject) => subject.name === name);
  if (exhibit === undefined) throw new ConfigError(`no program ${name} in the gallery`);
  const random = systemRandom();
  const surroundings = { env: process.env, hostname: who!, random, files: systemFiles, stable: () => undefined };
  const options = parseEdgeOptions(argv, surroundings);
  if (options === "help" || options === "version") throw new ConfigError("arguments of an edge are missing");
  const { config, device, mtu, bind, transform, key } = options;
  const [supernode] = config.supernodes;
  const relay = { address: supernode!.host, port: supernode!.port };
  const log = consoleLog({ level: options.verbosity });
  await using datapath = new PortableDatapath({
    ...(bind && { bind }),
    perAddress: false,
    multicast: config.localDiscovery,
    note: log,
  });
  await new Promise<void>((stopped, failed) => {
    const resolve = async (host: string) => [host];
    const host = new EdgeHost({ datapath, device, mtu, log, resolve, up: () => life.ready(), stopped, failed });
    life.onStop(() => host.stop());
    const whole = { ...config, transform: makeTransform(transform, key, random) };
    const make = async () => playerMachine(exhibit, who as Player, socketsOf(exhibit), relay, whole, random);
    host.start(make).catch(failed);
  });
  return exitCodes.ok;
}

runProgram("liar", main);
