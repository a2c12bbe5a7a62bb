/**
 * At SIGUSR1 node opens a debugger on a port of 127.0.0.1, through which any user of the machine can run code in the
 * program. Scripts send this signal to reopen logs. With a listener it has no effect.
 */
export function refuseDebugger(): void {
  process.on("SIGUSR1", () => undefined);
}
