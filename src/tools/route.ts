import { setTimeout as sleep } from "node:timers/promises";
import { asTyped } from "../base/as-typed.ts";
import { ConfigError } from "../base/config-error.ts";
import type { IpNet } from "../base/address/endpoint.ts";
import { optionHelp, type OptionTable } from "../cli/options/table.ts";
import { Options } from "../cli/options/options.ts";
import { exitCodes, runProgram } from "../cli/program.ts";
import { askDaemon } from "../cli/management/ask-daemon.ts";
import { values } from "../cli/options/values.ts";
import { version } from "../cli/version.ts";
import { wayOutIn } from "../runtime/network/default-gateway.ts";
import { ownArguments } from "../runtime/process/text.ts";
import { connectedNetworks } from "../runtime/network/ip-net.ts";
import { kernelRoutes } from "../runtime/network/kernel-routes.ts";
import { consoleLog, defaultVerbosity, type Log } from "../runtime/log/log.ts";
import { deviceTowards, OwnRoutes } from "../runtime/network/own-routes.ts";
import { plannedRoutes, routeChanges, type PlannedRoute, type RouteWish } from "../runtime/network/route-plan.ts";
import { speakAsInstalled } from "./installed.ts";
import { besideEdge, defaultManagementPort, sayMore } from "./beside-edge.ts";
import { LogOnce } from "./log-once.ts";

/** Tunable: how often to check edge and routes, in milliseconds. */
const tuned = { look: 2000 } as const;

const table = {
  gateway: { short: "g", takes: "value", value: "ADDRESS", help: "the member of the community that routes onwards" },
  network: {
    short: "n",
    takes: "value",
    value: "NET/N",
    help: "a network behind it; may be repeated; none = everything (0.0.0.0/0)",
  },
  ...besideEdge,
  clean: { long: "clean", takes: "flag", help: "only remove the routes that a killed n2n-route left behind" },
  ...sayMore,
} as const satisfies OptionTable;

const help = `n2n-route: routes through the community of the edge on this machine, while it runs

  npm run -s route -- -g ADDRESS [options]

${optionHelp(table)}

Supernodes and peers, as the edge reports them, stay reachable by the router of the default route, so that
everything else can go through the overlay. Follows new peers, a new router and a restarted edge. Restores
all routes on SIGINT and SIGTERM; after a kill, the next start or --clean does so. Linux, as root.

Examples
  npm run -s route -- -g 10.0.0.2                       everything
  npm run -s route -- -g 10.0.0.2 -n 192.168.5.0/24     one network
`;

speakAsInstalled();
runProgram("n2n-route", async (life) => {
  const given = new Options(table, ownArguments());
  if (given.has("help") || given.has("version")) {
    process.stdout.write(given.has("help") ? asTyped(help) : `${version}\n`);
    return exitCodes.ok;
  }
  const management = given.one("management", values.port) ?? defaultManagementPort;
  const networks = given.all("network", network);
  const gateway = given.one("gateway", values.ipv4);
  if (given.has("password")) process.title = ["n2n-route", ...given.shown].join(" ");
  const log = consoleLog({ level: defaultVerbosity + given.count("verbose") });
  // Several edges on one machine have several management ports.
  const own = new OwnRoutes(management);
  if (given.has("clean")) return settle(own, [], log);
  if (gateway === undefined) throw new ConfigError("-g is missing: give the address of the member that routes onwards");

  const wish = { networks: networks.length > 0 ? networks : [{ address: "0.0.0.0", prefix: 0 }], gateway };
  const leaving = new AbortController();
  life.onStop(() => leaving.abort());
  const logOnce = new LogOnce(log);
  while (!leaving.signal.aborted) {
    await settle(own, await planned(wish, management, logOnce), log, logOnce);
    await sleep(tuned.look, undefined, { signal: leaving.signal }).catch(() => undefined);
  }
  return settle(own, [], log);
});

/** Makes our routes in the kernel equal to these. Returns the exit code. */
async function settle(
  own: OwnRoutes,
  plan: readonly PlannedRoute[],
  log: Log,
  logOnce = new LogOnce(log),
): Promise<number> {
  let exitCode: number = exitCodes.ok;
  for (const change of routeChanges(await own.present(), plan)) {
    const { net, via, dev } = change.route;
    const why = await own.change(change);
    if (why === undefined) {
      log({
        level: "normal",
        what: change.verb === "del" ? "route removed" : "route set",
        with: { net, ...(via !== undefined && { via }), dev },
      });
    } else {
      exitCode = exitCodes.broken;
      logOnce.once(`${change.verb} ${net}`, why);
    }
  }
  return exitCode;
}

/** The routes that should exist now: none while no edge answers, because then the exceptions are unknown. */
async function planned(wish: RouteWish, management: number, logOnce: LogOnce): Promise<readonly PlannedRoute[]> {
  const device = await deviceTowards(wish.gateway);
  if (device === undefined)
    logOnce.once("gateway", `${wish.gateway} is not in a network of this machine; is the edge running?`);
  else logOnce.again("gateway");
  const rows = await Promise.all(["supernodes", "edges"].map((method) => askDaemon(management, method))).catch(
    (error: unknown) => void logOnce.once("edge", (error as Error).message),
  );
  if (rows === undefined) return [];
  logOnce.again("edge");
  // The sockets at which relayed peers are punched; the reference's edge does not report them.
  const paths = await askDaemon(management, "paths").catch(() => []);
  const sockets = [...rows.flat().map(({ sockaddr }) => sockaddr), ...paths.map(({ hint }) => hint)];
  const hosts = sockets.map((socket) => String(socket ?? "").replace(/:\d+$/, "")).filter((host) => host !== "");
  const physical = wayOutIn(await kernelRoutes(), device);
  if (physical === undefined) logOnce.once("router", "this machine has no default route");
  else logOnce.again("router");
  return plannedRoutes(wish, { device, physical, hosts, connected: connectedNetworks() });
}

/** The edge's `-n` needs a gateway in it; here one gateway serves all. */
function network(option: string, text: string): IpNet {
  try {
    return values.route(option, `${text}:0.0.0.0`).network;
  } catch {
    throw new ConfigError(`${option} ${JSON.stringify(text)} is not right: give NETWORK/N, like 192.168.5.0/24`);
  }
}
