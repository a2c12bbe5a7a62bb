/**
 * The agent of a laboratory, in the order in which its parts come into use:
 *
 * 1. `main.ts`: the script of both threads; here: one request a line from the runner, handled side by side
 * 2. `build.ts`: the operations of a plan, by `ip` in the nodes that `namespaces.ts` enters
 * 3. `wires.ts`: starts the thread in which `../wire/worker.ts` carries what crosses cables
 * 4. `captures.ts`, `interfaces.ts`: one capturing program a node, and the names of interfaces that come and go
 * 5. `programs.ts`: programs in nodes; `orphans.ts` waits for what they leave, `waiting.ts` tells how long they waited
 * 6. `node-state.ts`: what nodes show of their sockets and devices; `kernel-sockets.ts`: sockets of the NAT prober;
 *    `echoes.ts`: pings through the overlay
 * 7. `services/name-servers.ts`: DNS, and `services/leases.ts`: DHCP, by `../../services`; `services/resolver-file.ts`: how programs find it; `services/bound-socket.ts`: their sockets
 *
 * `libc.ts` has the system calls, `groups.ts` one that an ordinary user lacks. When the runner's end of the pipe closes, the agent ends, and the kernel ends the rest.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { instant, milliseconds, type Instant } from "../../../src/base/instant.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { nat64Sockets } from "../../nat/probe/nat64-sockets.ts";
import { shareSockets } from "../../nat/probe/shared-sockets.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import { measureNat } from "../../nat/measure/measure.ts";
import { LabError } from "../lab-error.ts";
import type { FromAgent, AgentMethods, AgentParams, AgentRequest, AgentResult } from "../protocol.ts";
import { build } from "./build.ts";
import { Echoes } from "./echoes.ts";
import { Captures } from "./captures.ts";
import { pretendSetgroups } from "./groups.ts";
import { Interfaces } from "./interfaces.ts";
import { nodeSockets } from "./kernel-sockets.ts";
import { Namespaces } from "./namespaces.ts";
import { Leases } from "./services/leases.ts";
import { NameServers } from "./services/name-servers.ts";
import { devices, socketTables } from "./node-state.ts";
import { reapOrphans } from "./orphans.ts";
import { NodePrograms } from "./programs.ts";
import { useResolver } from "./services/resolver-file.ts";
import { waited } from "./waiting.ts";
import { Wires } from "./wires.ts";

type Handlers = { [M in keyof AgentMethods]: (params: AgentParams<M>) => Promise<AgentResult<M>> };

/**
 * The agent: init of the laboratory's pid namespace. Performs the runner's requests, one line of JSON each; ends when the
 * runner's end of the pipe closes, and everything in the laboratory ends with it.
 */
export function serve(script: URL): void {
  pretendSetgroups();
  const namespaces = new Namespaces();
  const programs = new NodePrograms(namespaces);
  const wires = new Wires(namespaces, script);
  const handlers = handlersFor(namespaces, programs, wires);

  process.on("SIGCHLD", () => reapOrphans((pid) => programs.isOurs(pid)));
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  lines.on("line", (line) => void answer(JSON.parse(line) as AgentRequest, handlers));
  lines.on("close", () => {
    wires.stop();
    process.exit(0);
  });
}

async function answer(request: AgentRequest, handlers: Handlers): Promise<void> {
  const { id, method, params } = request;
  try {
    const handle = handlers[method] as (params: unknown) => Promise<unknown>;
    tell({ id, result: await handle(params) });
  } catch (error) {
    if (!(error instanceof LabError)) return tell({ id, error: { message: String((error as Error).stack ?? error) } });
    const { what, command, output } = error;
    tell({ id, error: { message: what, ...(command && { command }), ...(output && { output }) } });
  }
}

function tell(message: FromAgent): void {
  // Blocks while the pipe is full: the runner may be busy.
  process.stdout.write(JSON.stringify(message) + "\n");
}

const now = (): Instant => instant(performance.now());

function handlersFor(namespaces: Namespaces, programs: NodePrograms, wires: Wires): Handlers {
  const captures = new Captures(programs);
  const interfaces = new Interfaces(namespaces);
  const leases = new Leases(namespaces, programs);
  const names = new NameServers(namespaces);
  const echoes = new Echoes(namespaces);
  const sockets = shareSockets(nodeSockets(namespaces), core);
  return {
    build: ({ ops, seed }) => build(ops, { namespaces, programs, wires, seed }),
    serveNames: async ({ servers, ipv6 }) => {
      names.serve(servers, ipv6);
      return null;
    },
    serveDhcp: async ({ servers }) => {
      leases.serve(servers);
      return null;
    },
    awaitLeases: async ({ addresses, patience }) => {
      await leases.await(addresses, patience);
      return null;
    },
    useResolver: async ({ text }) => {
      await useResolver(text, programs);
      return null;
    },
    exec: ({ node, argv, input }) => programs.run(node, argv, input),
    spawn: async ({ node, argv, env, logFile }) => {
      const { pid, exited } = await programs.start(node, argv, { env, logFile });
      void exited.then((code) => tell({ exited: pid, code }));
      return { pid };
    },
    kill: async ({ pid, signal }) => {
      programs.kill(pid, signal);
      return null;
    },
    startEchoes: async (params) => {
      echoes.start(params);
      return null;
    },
    stopEchoes: async () => {
      echoes.stop();
      return null;
    },
    waited: async ({ pids }) =>
      Object.fromEntries(
        pids.flatMap((pid): [string, number][] => {
          const time = waited(pid);
          return time === undefined ? [] : [[`${pid}`, time]];
        }),
      ),
    setLink: async ({ owner, link }) => {
      await wires.set(owner, link);
      return null;
    },
    passThrough: async ({ on }) => {
      await wires.passThrough(on);
      return null;
    },
    linkStats: () => wires.stats(),
    measureNat: ({ seed, wait, longest, nat64, ...place }) =>
      measureNat(nat64 === undefined ? sockets : nat64Sockets(sockets, nat64), {
        ...place,
        random: seededRandom(seed),
        wait: milliseconds(wait),
        ...(longest !== undefined && { lifetime: { now, longest: milliseconds(longest) } }),
      }),
    startCaptures: async ({ folder, nodes, limits }) => {
      interfaces.watch();
      await captures.start(folder, nodes, limits);
      return null;
    },
    capturesCaughtUp: () => captures.caughtUp(),
    stopCaptures: () => captures.stop(),
    interfaces: async () => interfaces.look(),
    socketTables: async ({ node, tables }) => socketTables(namespaces, node, tables),
    devices: async ({ node }) => devices(namespaces, node),
  };
}
