import { readFileSync } from "node:fs";
import { Mesh } from "../npm/mesh.ts";
import type { ToxNodeConfig } from "./config.ts";
import { Tox } from "./toxcore.ts";

//  tox-node CONFIG

/** Tunable, in milliseconds. */
const tuned = { look: 1000 };

const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as ToxNodeConfig;
const tox = new Tox(config);
const mesh = new Mesh();
tox.onPacket((_friend, packet) => mesh.deliver(packet));
if (config.bootstrap !== undefined) {
  const { address, nodes } = config.bootstrap;
  for (const { port, publicKey } of nodes) tox.bootstrap(address, port, publicKey);
}
const friends = config.peers.map(({ address, publicKey }) => {
  const friend = tox.addFriend(publicKey);
  mesh.attach(address, { send: (packet) => tox.send(friend, packet) });
  return { address, friend, status: "" };
});
tox.run();
setInterval(() => {
  for (const one of friends) {
    const status = tox.statusOf(one.friend);
    if (status !== one.status) process.stderr.write(`${one.address}: ${status}\n`);
    one.status = status;
  }
}, tuned.look);

await mesh.run();
tox.end();
process.exit(0);
