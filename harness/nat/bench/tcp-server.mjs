// The far side of `tcp.lab.test.ts`: argv = addresses, ports. Every connection receives its source. A line
// "FROM_ADDRESS FROM_PORT TO_ADDRESS TO_PORT" makes this side dial, and is answered with "in" or "out"; "quit" ends it.
import { setTimeout } from "node:timers";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const [addresses, ports] = process.argv.slice(2).map((list) => list.split(","));
const patience = 800;

function serve(peer) {
  peer.on("error", () => undefined);
  peer.write(`${peer.remoteAddress} ${peer.remotePort}\n`);
  createInterface({ input: peer }).on("line", async (line) => {
    if (line === "quit") process.exit(0);
    const [localAddress, localPort, host, port] = line.split(" ");
    peer.write(`${await dial({ localAddress, localPort: Number(localPort), host, port: Number(port) })}\n`);
  });
}

const dial = (options) =>
  new Promise((resolve) => {
    const socket = connect(options);
    const settle = (outcome) => (socket.destroy(), resolve(outcome));
    socket.on("connect", () => settle("in"));
    socket.on("error", () => settle("out"));
    setTimeout(() => settle("out"), patience);
  });

for (const host of addresses) for (const port of ports) createServer(serve).listen({ host, port: Number(port) });
