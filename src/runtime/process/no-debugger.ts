/**
 * At SIGUSR1 node opens a debugger on a port of 127.0.0.1, where any user of the machine may run code in the program.
 * Scripts send this signal to have logs reopened. With a listener it has no effect.
 */
export function refuseDebugger(): void {
  process.on("SIGUSR1", () => undefined);
}
