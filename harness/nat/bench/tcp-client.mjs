// The near side of `tcp.lab.test.ts`: argv = local port, server addresses, server ports, dialling ports. Prints as JSON
// the faces that the servers saw, and which strangers came in to the face that the first server saw.
import { setTimeout } from "node:timers";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const [localPort, addresses, ports, strangers] = process.argv.slice(2).map((list) => list.split(","));

/** Until the server listens. */
async function open(host, port) {
  for (;;) {
    const socket = connect({ host, port: Number(port), localPort: Number(localPort) });
    const first = await new Promise((resolve) => {
      socket.on("error", () => resolve(undefined));
      const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
      socket.on("connect", async () => resolve({ socket, lines, face: (await lines.next()).value }));
    });
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const primary = await open(addresses[0], ports[0]);
const listener = createServer((peer) => peer.on("error", () => undefined)).listen(Number(localPort));
await new Promise((resolve) => listener.on("listening", resolve));
const comesIn = async (address, port) => {
  primary.socket.write(`${address} ${port} ${primary.face}\n`);
  return (await primary.lines.next()).value === "in";
};
const filtering = {
  otherAddress: await comesIn(addresses[1], strangers[0]),
  otherPort: await comesIn(addresses[0], strangers[1]),
};
listener.close();

const faces = [primary.face];
for (const [address, port] of [
  [addresses[0], ports[1]],
  [addresses[1], ports[0]],
  [addresses[1], ports[1]],
]) {
  faces.push((await open(address, port)).face);
}
console.log(JSON.stringify({ faces, filtering }));
primary.socket.write("quit\n");
setTimeout(() => process.exit(0), 50);
