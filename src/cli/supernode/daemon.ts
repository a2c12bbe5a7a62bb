/**
 * A supernode, from its command line to its end:
 *
 * 1. `../supernode.ts`, `../program.ts`: exit codes, signals, the background
 * 2. `table.ts`, `options.ts`: arguments and file → settings, or one line that says what is wrong
 * 3. `community-file.ts`: the list of communities; `federation-members.ts`: the addresses of the federation's other members
 * 4. here: datapath, machine and management port; `kernel-drops-watch.ts` warns when the kernel drops datagrams
 * 5. `host.ts`: opens the sockets, and turns what they receive into events and actions into calls
 * 6. here, with the sockets open: pid file, fewer privileges; then the supernode is ready
 * 7. SIGHUP: `../reload.ts` reads file and options again, `reloading.ts` puts into force what can change;
 *    `community-file.ts` reads the list again, `lease-settings.ts` the reservations;
 *    `lease-file.ts` saves leases
 * 8. `status.ts`: what `supernode status` prints, asked from the management port
 *
 * @module
 */
import { ConfigError } from "../../base/config-error.ts";
import { endpointKey, type Endpoint } from "../../base/address/endpoint.ts";
import { SupernodeManagement } from "../../management/supernode-management.ts";
import type { RunningSupernode } from "../../status/supernode-status.ts";
import type { Random } from "../../base/random.ts";
import { systemClock } from "../../runtime/clock.ts";
import { chooseRelay } from "../../runtime/datapath/choose.ts";
import type { Log } from "../../runtime/log/log.ts";
import { writePidFile } from "../../runtime/process/pid-file.ts";
import { releaseWhenSettled } from "../../runtime/process/resident.ts";
import { chooseIdentity, giveUpRights } from "../../runtime/process/privileges.ts";
import { resolveHost } from "../../runtime/resolver.ts";
import { StreamServer } from "../../runtime/stream/stream-server.ts";
import type { FederationConfig } from "../../supernode/config.ts";
import { Supernode } from "../../supernode/machine.ts";
import { parseCommunity } from "../../wire/community.ts";
import { isEmpty, readCommunityFile } from "./community-file.ts";
import { recordSupernode } from "../../record/supernode/recorded.ts";
import { daemonLog } from "../daemon-log.ts";
import { FederationMembers } from "./federation-members.ts";
import { LeaseFile } from "./lease-file.ts";
import { leaseConfig, reserveAgain } from "./lease-settings.ts";
import { KernelDropsWatch } from "./kernel-drops-watch.ts";
import { daemonControl, openManagement } from "../management/host.ts";
import { Broken, exitCodes, type Life } from "../program.ts";
import { openRecording } from "../recording.ts";
import { Reloading } from "../reload.ts";
import { supernodeReloadable } from "./reloading.ts";
import { SupernodeHost } from "./host.ts";
import type { SupernodeSettings } from "./options.ts";
import { systemFiles } from "../options/system-files.ts";
import { wantsWeb } from "../web/options.ts";
import { version } from "../version.ts";

/** Runs a supernode until it is stopped. */
export async function runSupernode(
  life: Life,
  options: SupernodeSettings,
  random: Random,
  parseAgain: () => SupernodeSettings | string,
): Promise<number> {
  const verbosity = { level: options.verbosity };
  const { log, isSeenByStarter } = await daemonLog("supernode", verbosity, life.inBackground);
  if (!isSeenByStarter) for (const what of options.warnings) log({ level: "warning", what });
  const identity = chooseIdentity(options);
  const startedAt = systemClock();
  await using recorder =
    options.recording && openRecording(options.recording, options.datapath ?? "portable", identity, log);
  const communities = startingList(options, log);
  using members = new FederationMembers(options.members, resolveHost, (host) =>
    log({ level: "error", what: "a supernode of the federation has no address", with: { host } }),
  );
  const leases = leaseConfig(options, identity, log);
  const found = await members.find();
  const federation = federationOf(options, found);
  const marking = { tos: 0, pathMtuDiscovery: false };
  await using datapath = chooseRelay(options.datapath, { bind: options.bind, marking, note: log });
  await using streams = new StreamServer();
  const tellsMembers = datapath.relaying !== undefined;
  const config = {
    ...options.config,
    tellsMembers,
    ...(leases && { leases }),
    ...(communities && { communities }),
    ...(federation && { federation }),
  };
  const recorded = recorder && recordSupernode(config, random, recorder.recording);
  const machine = recorded?.supernode ?? new Supernode(config, random);
  life.onBug(() => ({ ...machine.status(), ...datapath.counters, ...streams.counters }));

  let host: SupernodeHost;
  let pidFile: Disposable | undefined;
  let isReady = false;
  const stop = () => host.stop();
  const look = (): RunningSupernode => ({
    ...machine.status(),
    version,
    mac: options.config.mac,
    startedAt,
    socket: datapath.local,
    unread: datapath.counters.unread,
  });
  const drops = () => ({ unread: datapath.counters.unread, plainOnly: () => machine.status().isPlainOnly });
  const watch = new KernelDropsWatch(drops, log);
  const kept = () => ({ version: machine.leaseVersion, stored: () => machine.storedLeases(systemClock()) });
  const leaseFile = options.leases.file === undefined ? undefined : new LeaseFile(options.leases.file, kept, log);
  const reload = (file: string) => readAgain(file, log, (list) => host.reload(list));
  const daemon = {
    ...daemonControl(verbosity, stop),
    get reload(): (() => number) | undefined {
      const { communityFile } = reloading.current;
      return communityFile === undefined ? undefined : () => reload(communityFile);
    },
  };
  const management = new SupernodeManagement(daemon, look, options.management.password);
  const port = await openManagement(options.management, log, (request, from, asker) =>
    management.answer(request, asker, systemClock()).map((text) => ({ to: from, text })),
  );
  const web = wantsWeb(options.web)
    ? await (await import("./web.ts")).openSupernodeWeb(options, { daemon, look }, identity, log)
    : undefined;
  const known = { isFederated: federation !== undefined, keepsLeases: leases !== undefined };
  const parts = { host: () => host, members, management, web: () => web, ...known };
  const reloading = new Reloading(options, parseAgain, supernodeReloadable(parts), { log, verbosity });

  const running = new Promise<void>((resolve, reject) => {
    host = new SupernodeHost(recorded?.machine ?? machine, {
      datapath,
      streams: { server: streams, bind: options.bind },
      log,
      turned: () => isReady && leaseFile?.look(),
      stopped: resolve,
      failed: (error) => reject(new Broken(error.message, { cause: error })),
    });
    life.onStop(stop);
    const readAll = async () => {
      await reloading.reload();
      daemon.reload?.();
      if (known.keepsLeases) reserveAgain(reloading.current, log, (list) => host.reserve(list));
      logEdges(look(), log);
    };
    life.onHangup(() => void readAll().catch(reject));
    const ready = async () => {
      if (options.pidFile !== undefined) pidFile = writePidFile(options.pidFile);
      const user = giveUpRights(identity);
      const facts = { socket: endpointKey(datapath.local!), mac: options.config.mac, user };
      await leaseFile?.open(leases!.stored, options.leases.isAsked);
      isReady = true;
      members.follow(found, (list) => host.members(list));
      log({ level: "normal", what: "ready", with: facts });
      life.ready();
      releaseWhenSettled();
    };
    host.start().then(ready).catch(reject);
  });
  try {
    await running;
  } finally {
    if (isReady) await leaseFile?.[Symbol.asyncDispose]();
    watch[Symbol.dispose]();
    pidFile?.[Symbol.dispose]();
    await web?.[Symbol.asyncDispose]();
    await port?.[Symbol.asyncDispose]();
  }
  log({ level: "normal", what: "stopped", with: { ...datapath.counters } });
  return exitCodes.ok;
}

/** As with the reference, an empty list allows everything; unlike there, a missing file is an error. */
function startingList({ communityFile }: SupernodeSettings, log: Log) {
  if (communityFile === undefined) return undefined;
  const list = readCommunityFile(communityFile, systemFiles);
  for (const what of list.warnings ?? []) log({ level: "warning", what });
  if (!isEmpty(list)) return list;
  log({
    level: "warning",
    what: "the list of communities is empty: all communities are allowed",
    with: { file: communityFile },
  });
  return undefined;
}

/** The answer of management: 0 done, -1 cannot be read, -2 empty. In the last two cases the current list stays. */
function readAgain(file: string, log: Log, take: (list: ReturnType<typeof readCommunityFile>) => void): number {
  try {
    const list = readCommunityFile(file, systemFiles);
    if (isEmpty(list)) {
      log({ level: "error", what: "the list of communities is empty; the current one stays in force", with: { file } });
      return -2;
    }
    for (const what of list.warnings ?? []) log({ level: "warning", what });
    take(list);
    log({ level: "normal", what: "list of communities read", with: { file, named: list.fixed.size } });
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    log({ level: "error", what: "the current list of communities stays in force", with: { why: error.message } });
    return -1;
  }
}

/** Undefined = neither a federation nor a member was given: then no other supernode is trusted. */
function federationOf(
  { federation, members }: SupernodeSettings,
  found: readonly Endpoint[],
): FederationConfig | undefined {
  if (federation.given === "by default" && members.length === 0) return undefined;
  return {
    name: parseCommunity(`*${federation.name}`)!,
    keys: federation.given === "by -F" ? "default name" : "name",
    members: found,
    // The default name is public.
    learn: federation.given !== "by default",
  };
}

function logEdges({ communities }: RunningSupernode, log: Log): void {
  for (const { name, edges } of communities) {
    for (const { mac, address, description, socket } of edges) {
      const facts = { community: name, mac, address: `${address.address}/${address.prefix}`, description };
      log({ level: "normal", what: "edge", with: { ...facts, socket: endpointKey(socket) } });
    }
  }
}
