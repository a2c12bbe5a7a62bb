import { receive, send } from "./transfer.ts";

//  transfer receive ADDRESS PORT
//  transfer send ADDRESS PORT BYTES

const [what, host, port, bytes] = process.argv.slice(2);
const report = (line: string): void => void process.stdout.write(line);
if (what === "receive") receive(host!, Number(port)).on("listening", () => report("listening\n"));
else report(await send(host!, Number(port), Number(bytes)));
