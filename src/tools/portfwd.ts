import { asTyped } from "../base/as-typed.ts";
import { ConfigError } from "../base/config-error.ts";
import { PortMapping } from "../cli/edge/port-mapping.ts";
import { optionHelp, type OptionTable } from "../cli/options/table.ts";
import { Options } from "../cli/options/options.ts";
import { exitCodes, runProgram } from "../cli/program.ts";
import { askDaemon } from "../cli/management/ask-daemon.ts";
import { values } from "../cli/options/values.ts";
import { version } from "../cli/version.ts";
import { mappingProtocols, type MappingProtocol } from "../portmap/lease.ts";
import { ownArguments } from "../runtime/process/text.ts";
import { consoleLog, defaultVerbosity } from "../runtime/log/log.ts";
import { systemRandom } from "../runtime/system-random.ts";
import { speakAsInstalled } from "./installed.ts";
import { besideEdge, defaultManagementPort, sayMore } from "./beside-edge.ts";

const table = {
  ...besideEdge,
  port: { long: "port", takes: "value", value: "PORT", help: "the edge's UDP port, instead of asking the edge for it" },
  protocol: {
    long: "protocol",
    takes: "value",
    value: "NAME",
    help: `only this one; may be repeated: ${mappingProtocols.join(", ")} (all, in this order)`,
  },
  ...sayMore,
} as const satisfies OptionTable;

const help = `n2n-portfwd: has the home router forward the UDP port of the edge on this machine

  npm run -s portfwd -- [options]

${optionHelp(table)}

Learns the edge's port from its management port and asks the router of the default route to forward it,
by PCP, NAT-PMP or UPnP. Renews the mapping, follows the edge to another port and the machine to another
router, and deletes the mapping at the end. "edge --port-forwarding" does the same within the edge, and
announces the forwarded port to peers even if the NAT hides it (docs/port-mapping.md).

Examples
  npm run -s portfwd
  npm run -s portfwd -- -t 5646 -v
  npm run -s portfwd -- --port 50001 --protocol upnp
`;

speakAsInstalled();
runProgram("n2n-portfwd", async (life) => {
  const given = new Options(table, ownArguments());
  if (given.has("help") || given.has("version")) {
    process.stdout.write(given.has("help") ? asTyped(help) : `${version}\n`);
    return exitCodes.ok;
  }
  const management = given.one("management", values.port) ?? defaultManagementPort;
  const port = given.one("port", values.port);
  const protocols = given.all("protocol", protocol);
  const level = defaultVerbosity + given.count("verbose");
  if (given.has("password")) process.title = ["n2n-portfwd", ...given.shown].join(" ");
  const log = consoleLog({ level });

  let known: string | undefined;
  const portOfEdge = async () => {
    try {
      const found = edgePort((await askDaemon(management, "info"))[0] ?? {});
      if (known !== undefined) log({ level: "normal", what: "the edge answers again" });
      known = undefined;
      return found;
    } catch (error) {
      const why = (error as Error).message;
      if (why !== known) log({ level: "warning", what: "no edge to ask", with: { why } });
      known = why;
      return undefined;
    }
  };
  const stopped = new Promise<void>((resolve) => life.onStop(resolve));
  const mapping = await PortMapping.start({
    log,
    random: systemRandom(),
    ...(protocols.length > 0 && { protocols }),
    port: port === undefined ? portOfEdge : () => port,
  });
  await stopped;
  await mapping.stop();
  return exitCodes.ok;
});

/**
 * Ours reports its local port. The reference reports only the socket seen by the supernode: the same port, if the NAT
 * preserves it.
 */
function edgePort(info: Readonly<Record<string, string | number>>): number {
  const socket = String(info["local_sockaddr"] ?? info["sockaddr"] ?? "");
  const port = Number(/:(\d{1,5})$/.exec(socket)?.[1] ?? 0);
  if (port > 0 && port < 65536) return port;
  throw new ConfigError("the edge reports no UDP port; give it with --port");
}

function protocol(option: string, text: string): MappingProtocol {
  const found = mappingProtocols.find((name) => name === text);
  if (found === undefined) throw new ConfigError(`${option} ${text} is none: give ${mappingProtocols.join(", ")}`);
  return found;
}
