import { ConfigError } from "../base/config-error.ts";
import type { Endpoint } from "../base/endpoint.ts";
import type { Asker } from "../management/access.ts";
import type { Daemon } from "../management/method.ts";
import type { Log, Verbosity } from "../runtime/log.ts";
import { mostVerbosity } from "../runtime/log.ts";
import { type Answer, LoopbackServer } from "../runtime/loopback-server.ts";
import { isTrustedOnLoopback } from "../runtime/socket-owner.ts";
import type { ManagementOptions } from "./management-options.ts";

/**
 * Opens the management port. Undefined = there is none, by wish, or because another daemon of this machine has the
 * default one, which is no reason not to run. Throws ConfigError when a port that was asked for cannot be had.
 */
export async function openManagement(
  { port, asked }: ManagementOptions,
  log: Log,
  answer: (request: Uint8Array, from: Endpoint, asker: Asker) => readonly Answer[],
): Promise<LoopbackServer | undefined> {
  if (port === 0) return undefined;
  // Later the program may be somebody else.
  const starter = process.getuid?.() ?? -1;
  try {
    const server: LoopbackServer = await LoopbackServer.open(port, (request, from) => {
      const asker = { isTrusted: () => isTrustedOnLoopback(from.port, starter) };
      server.send(answer(request, from, asker));
    });
    return server;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const why = error.message.replace("with -p", "with -t");
    if (asked) throw new ConfigError(why);
    log({ level: "warning", what: "no management port", with: { why } });
    return undefined;
  }
}

export function daemonControl(verbosity: Verbosity, stop: () => void): Daemon {
  return {
    verbosity: () => verbosity.level,
    setVerbosity: (level) => (verbosity.level = Math.min(level, mostVerbosity)),
    stop,
  };
}
