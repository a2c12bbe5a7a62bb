import { consoleLog, syslogLog, type Log, type Verbosity } from "../runtime/log/log.ts";

export interface DaemonLog {
  readonly log: Log;
  /** Whoever started the program reads along, or has been given the warnings already. */
  readonly isSeenByStarter: boolean;
}

/**
 * In the foreground to the terminal. A daemon has none: it writes to the system's log, or, where there is none, to
 * standard error if that is a file. Standard output is for what was asked for: scripts compare it.
 */
export async function daemonLog(program: string, verbosity: Verbosity, inBackground: boolean): Promise<DaemonLog> {
  if (!inBackground) return { log: consoleLog(verbosity), isSeenByStarter: false };
  const { systemLog } = await import("../runtime/log/syslog.ts");
  const write = systemLog();
  if (write === undefined) return { log: consoleLog(verbosity, process.stderr), isSeenByStarter: true };
  return { log: syslogLog(verbosity, program, write), isSeenByStarter: false };
}
