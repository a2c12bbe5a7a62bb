import { consoleLog, syslogLog, type Log, type Verbosity } from "../runtime/log/log.ts";

export interface DaemonLog {
  readonly log: Log;
  /** A user at a terminal sees the log, or has been shown the warnings already. */
  readonly isSeenByStarter: boolean;
}

/**
 * In the foreground, logs go to the terminal. A daemon has none: it writes to the system's log, or without one to
 * standard error if that is a file. Standard output carries only results, because scripts compare it.
 */
export async function daemonLog(program: string, verbosity: Verbosity, inBackground: boolean): Promise<DaemonLog> {
  if (!inBackground) return { log: consoleLog(verbosity), isSeenByStarter: false };
  const { systemLog } = await import("../runtime/log/syslog.ts");
  const write = systemLog();
  if (write === undefined) return { log: consoleLog(verbosity, process.stderr), isSeenByStarter: true };
  return { log: syslogLog(verbosity, program, write), isSeenByStarter: false };
}
