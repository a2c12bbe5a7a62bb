/**
 * An edge, from its command line to its end:
 *
 * 1. `../edge.ts`, `../program.ts`: exit codes, signals, the background
 * 2. `table.ts`, `options.ts`, `routes.ts`: arguments and file → settings, or one line that says what is wrong
 * 3. here: datapath and management port; `forwarding.ts`: what the datapath may carry without the machine
 * 4. `host.ts`: opens the socket, makes the machine, and opens the interface once the edge has its address
 * 5. `port-forwarding.ts`, `port-mapping.ts`: before the machine is made, the router is asked to forward the port
 * 6. here, with the interface open: routes (`pins.ts`), pid file, fewer privileges; then the edge is ready
 * 7. `hooks/hooks.ts`: the operator's programs and the file of names learn what happens
 * 8. SIGHUP: `../reload.ts` reads file and options again, `reloading.ts` puts into force what can change
 * 9. `status.ts`: what `edge status` prints, asked from the management port
 *
 * @module
 */

import { isatty } from "node:tty";
import { ConfigError } from "../../base/config-error.ts";
import { endpointKey, type Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Note } from "../../base/note.ts";
import type { Random } from "../../base/random.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import { Edge } from "../../edge/machine.ts";
import { EdgeManagement } from "../../management/edge-management.ts";
import { AddressWatch } from "../../runtime/network/address-watch.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Datapath } from "../../runtime/datapath/datapath.ts";
import { chooseDatapath } from "../../runtime/datapath/choose.ts";
import { dismissEarly } from "../../runtime/datapath/fast/shared/early-worker.ts";
import { underlayAddresses, underlayNetworks } from "../../runtime/datapath/local-addresses.ts";
import { anyAddress } from "../../runtime/datapath/main-socket.ts";
import { ThroughNat64 } from "../../runtime/datapath/through-nat64.ts";
import { discoverNat64 } from "../../runtime/network/discover-nat64.ts";
import { InterfaceWatch } from "../../runtime/network/interface-watch.ts";
import type { Log } from "../../runtime/log/log.ts";
import { NetworkWatch } from "../../runtime/network/watch.ts";
import { writePidFile } from "../../runtime/process/pid-file.ts";
import { optimizeLate } from "../../runtime/process/compiler.ts";
import { collectWhenFull } from "../../runtime/process/heap.ts";
import { releaseWhenSettled } from "../../runtime/process/resident.ts";
import { chooseIdentity, giveUpRights } from "../../runtime/process/privileges.ts";
import { resolveHost } from "../../runtime/resolver.ts";
import type { RoutePins } from "../../runtime/network/route-pins.ts";
import { addRoutes } from "../../runtime/network/routes.ts";
import { keepOut } from "./pins.ts";
import { sourceAddress } from "../../runtime/network/source-address.ts";
import { StreamDatapath } from "../../runtime/stream/stream-datapath.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { loadZstd, type Zstd } from "../../seal/compression/zstd.ts";
import type { RunningEdge } from "../../status/edge-status.ts";
import { printableText } from "../../wire/fields/text.ts";
import { recordEdge } from "../../record/edge/recorded.ts";
import { daemonLog } from "../daemon-log.ts";
import { forwardingRules } from "./forwarding.ts";
import { EdgeHost } from "./host.ts";
import type { EdgeSettings } from "./options.ts";
import { Nat64Prefix } from "./nat64-prefix.ts";
import { forwardPort } from "./port-forwarding.ts";
import { daemonControl, openManagement } from "../management/host.ts";
import { Hooks } from "./hooks/hooks.ts";
import type { PortMapping } from "./port-mapping.ts";
import { Broken, exitCodes, type Life } from "../program.ts";
import { openRecording } from "../recording.ts";
import { Reloading } from "../reload.ts";
import { edgeReloadable } from "./reloading.ts";
import { usesIpv6 } from "./uses-ipv6.ts";
import { wantsWeb } from "../web/options.ts";
import { sharedKey } from "../options/shared-key.ts";
import { version } from "../version.ts";

/** Runs an edge until it is stopped. */
export async function runEdge(
  life: Life,
  options: EdgeSettings,
  random: Random,
  parseAgain: () => EdgeSettings | string,
): Promise<number> {
  const { config, device, mtu } = options;
  const verbosity = { level: options.verbosity };
  const { log, isSeenByStarter } = await daemonLog("edge", verbosity, life.inBackground);
  if (!isSeenByStarter) for (const what of options.warnings) log({ level: "warning", what });
  const identity = chooseIdentity(options);
  const startedAt = systemClock();
  const authenticated = authentication(options);
  let loading: Promise<Zstd | undefined>;
  let pidFile: Disposable | undefined;
  let mapping: PortMapping | undefined;
  let pins: Disposable | undefined;
  let changes: InterfaceWatch | undefined;
  const carrier = config.transport === "tcp" ? "tcp" : (options.datapath ?? "portable");
  await using recorder = options.recording && openRecording(options.recording, carrier, identity, log);

  const hasIpv6 = await usesIpv6(options);
  const nat64Found = hasIpv6 ? await discoverNat64() : undefined;
  if (nat64Found !== undefined) log(throughNat64(nat64Found));
  await using datapath = makeDatapath(options, { ipv6: hasIpv6, nat64: nat64Found }, log);
  using nat64 = new Nat64Prefix(nat64Found, (prefix) => {
    log(prefix === undefined ? { level: "normal", what: "no NAT64 here" } : throughNat64(prefix));
    if (datapath instanceof ThroughNat64) datapath.prefix = prefix;
    host.roamed();
  });
  let machine: Edge | undefined;
  let host: EdgeHost;
  const stop = () => host.stop();
  // With encrypted headers the community's name is a key.
  const named = config.headerEncryption === true ? {} : { community: printableText(config.community) };
  const look = (): RunningEdge => ({ ...machine!.status(), ...named, version, startedAt, socket: datapath.local });
  const daemon = daemonControl(verbosity, stop);
  const management = new EdgeManagement(daemon, look, options.management.password);
  await using port = await openManagement(options.management, log, (request, from, asker) =>
    machine === undefined ? [] : management.answer(request, from, asker, systemClock()),
  );

  const lookAtAll = () => (machine === undefined ? undefined : look());
  await using web = wantsWeb(options.web)
    ? await (await import("./web.ts")).openEdgeWeb(options, { daemon, look: lookAtAll }, identity, log)
    : undefined;

  await using hooks = hooksOf(options, look, log);
  const parts = { host: () => host, management, web, hooks, hasIpv6 };
  const reloading = new Reloading(options, parseAgain, edgeReloadable(options, parts), { log, verbosity });
  const forwarding = forwardingRules(options);
  const running = new Promise<void>((resolve, reject) => {
    host = new EdgeHost({
      datapath,
      device,
      mtu,
      log,
      ...(forwarding && { forwarding }),
      resolve: async (host) => (await resolveHost(host)).map((address) => nat64.ipv4Of(address)),
      async up(mac, { address, prefix }) {
        if (options.routes.length > 0) pins = keepOut(await routes(options), () => machine?.status());
        if (options.pidFile !== undefined) pidFile = writePidFile(options.pidFile);
        const user = giveUpRights(identity);
        const socket = datapath.local === undefined ? "none" : endpointKey(datapath.local);
        const facts = { device, address: `${address}/${prefix}`, mac, mtu, socket, user };
        log({ level: "normal", what: "ready", with: facts });
        changes = new InterfaceWatch(
          { device, mac, mtu, ...(prefix > 0 && { address: { address, prefix } }) },
          {
            note: log,
            addressed: (given) => host.addressed(given),
            restore: (own) => datapath.restoreMac?.(own as Mac) ?? false,
          },
        );
        life.ready();
        collectWhenFull();
        optimizeLate();
        releaseWhenSettled();
        await hooks.up();
        if (options.authenticated === "request" || options.authenticated === "respond") {
          const greets = options.authenticated === "request";
          sharedKey(options.key, config.community).then((key) => host.authenticate(key, greets), reject);
        }
      },
      readdressed: (address) => changes?.expect(address),
      pathChanged(...change) {
        port?.send(management.pathChanged(...change));
        web?.pathChanged(...change);
        hooks.peersChanged();
      },
      forgotten(peer) {
        port?.send(management.forgotten(peer));
        web?.forgotten(peer);
        hooks.peersChanged();
      },
      stopped: resolve,
      failed: (error) => reject(error instanceof ConfigError ? error : new Broken(error.message, { cause: error })),
    });
    life.onStop(stop);
    const begin = async () => {
      const preferredSocket = await preferred(options, datapath.local?.port ?? 0);
      if (options.portForwarding) {
        // An explicit -e takes precedence.
        const prefer = (socket?: Endpoint) => (preferredSocket === undefined ? host.prefer(socket) : undefined);
        mapping = await forwardPort({ log, random, device, local: () => datapath.local, prefer });
      }
      const transform = makeTransform(options.transform, options.key, random);
      const zstd = await loading;
      const rest = { ...(preferredSocket && { preferredSocket }), ...(zstd && { zstd }), ...(await authenticated) };
      const whole = { ...config, transform, ...rest };
      const recorded = recorder && recordEdge(whole, random, recorder.recording);
      machine = recorded?.edge ?? new Edge(whole, random);
      life.onBug(() => ({ ...machine!.status(), ...datapath.counters }));
      return recorded?.machine ?? machine;
    };
    const started = host.start(begin);
    // While the datapath's thread starts.
    loading = loadZstd().catch(() => undefined);
    started.catch(reject);
    // In a terminal it means that this closes.
    if (life.inBackground || !isatty(0)) life.onHangup(() => void started.then(() => reloading.reload()).catch(reject));
  });
  const bound = options.bind?.address === anyAddress ? undefined : options.bind?.address;
  const addresses = new AddressWatch(
    { overlay: device, ...(bound !== undefined && { bound }) },
    {
      changed() {
        log({ level: "normal", what: "another network" });
        void mapping?.look();
        if (hasIpv6) nat64.look();
        const { config } = reloading.current;
        preferred({ ...options, config }, datapath.local?.port ?? 0).then(
          (socket) => host.roamed(socket),
          () => host.roamed(),
        );
      },
      bound(isThere) {
        log(isThere ? { level: "normal", what: "the address of -p is back" } : boundLost(bound!));
        host.bound(isThere ? undefined : bound);
      },
    },
    hasIpv6 ? underlayNetworks : underlayAddresses,
  );
  // Without a worker of its own, the interface is read in a thread of Node's pool.
  const held = datapath.forwarding === undefined ? 1 : 0;
  const watch = new NetworkWatch(() => {
    changes?.check();
    addresses.check();
    datapath.networkChanged?.();
  }, held);
  try {
    await running;
  } finally {
    pins?.[Symbol.dispose]();
    pidFile?.[Symbol.dispose]();
    watch[Symbol.dispose]();
    await mapping?.stop();
  }
  log({ level: "normal", what: "stopped", with: { ...datapath.counters } });
  return exitCodes.ok;
}

const throughNat64 = (prefix: string): Note => ({
  level: "normal",
  what: "IPv4 through NAT64",
  with: { prefix: `${prefix}/96` },
});

const boundLost = (address: string): Note => {
  const effect = "no traffic until an interface has it again";
  const fix = "restore it, or start the edge without it (-p PORT)";
  return { level: "warning", what: "the address of -p is no longer on any interface", with: { address, effect, fix } };
};

/** Where authentication is required, frames wait for the key; otherwise nothing does. */
async function authentication({
  authenticated,
  key,
  config,
}: EdgeSettings): Promise<Pick<EdgeConfig, "authenticated">> {
  if (authenticated !== "require") return {};
  return { authenticated: { key: await sharedKey(key, config.community), required: true, greets: true } };
}

function hooksOf({ hooks, device, config }: EdgeSettings, look: () => RunningEdge, log: Log): Hooks {
  return new Hooks(hooks, { device, description: printableText(config.description), look, log });
}

function makeDatapath(
  options: EdgeSettings,
  { ipv6, nat64 }: { readonly ipv6: boolean; readonly nat64: string | undefined },
  log: Log,
): Datapath & { readonly local: Endpoint | undefined } {
  const { config, bind, tos = 0, pathMtuDiscovery } = options;
  if (config.transport === "tcp") {
    dismissEarly();
    return new StreamDatapath({ ...(bind && { bind }), note: log });
  }
  const datapath = chooseDatapath(options.datapath, {
    ...(bind && { bind }),
    multicast: config.localDiscovery,
    marking: { tos, pathMtuDiscovery },
    note: log,
    ipv6,
  });
  return ipv6 ? new ThroughNat64(datapath, nat64) : datapath;
}

async function routes({ routes: wanted, device, config, management }: EdgeSettings): Promise<RoutePins> {
  const found = await Promise.all(config.supernodes.map(({ host }) => resolveHost(host)));
  const supernodes = [...new Set(found.flat())].filter((address) => !isIpv6(address));
  // Several edges on one machine have several management ports.
  return addRoutes({ routes: wanted, device, supernodes, metric: Math.max(management.port, 1) });
}

/** `-e auto` = the address that this machine uses towards its first supernode (fact sheet §10.6). */
async function preferred({ preferredAddress, config }: EdgeSettings, port: number): Promise<Endpoint | undefined> {
  if (preferredAddress === undefined) return undefined;
  if (preferredAddress !== "auto") return { address: preferredAddress, port };
  const { host } = config.supernodes[0]!;
  const [towards] = await resolveHost(host);
  const address = towards === undefined ? undefined : await sourceAddress(towards);
  if (address === undefined) throw new ConfigError(`-e auto: no route to ${host}; give the address instead of auto`);
  return { address, port };
}
