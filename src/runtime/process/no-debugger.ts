/**
 * At SIGUSR1 node opens a debugger on a port of 127.0.0.1, where any user of the machine may run code in the program.
 * Scripts send this signal to have logs opened anew. With a listener it means nothing.
 */
export function refuseDebugger(): void {
  process.on("SIGUSR1", () => undefined);
}
