import { consoleLog, syslogLog, type Log, type Verbosity } from "../runtime/log.ts";

/** In the foreground to the terminal; a daemon has none, and writes to the system's log where there is one. */
export async function daemonLog(program: string, verbosity: Verbosity, inBackground: boolean): Promise<Log> {
  const toConsole = consoleLog(verbosity);
  if (!inBackground) return toConsole;
  const { systemLog } = await import("../runtime/syslog.ts");
  const write = systemLog();
  if (write === undefined) return toConsole;
  const toSystem = syslogLog(verbosity, program, write);
  // Standard output stays open where it is a file.
  return (note) => {
    toSystem(note);
    toConsole(note);
  };
}
