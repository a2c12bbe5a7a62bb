import { parseArgs } from "node:util";
import type { Endpoint } from "../src/base/address/endpoint.ts";
import type { Mac } from "../src/base/address/mac.ts";
import { encode } from "../src/wire/codec.ts";
import type { CommunityName, FieldText } from "../src/wire/message.ts";
import { BatchSocket } from "./batch-socket.ts";

/**
 * One edge sends PACKETs to another through a supernode, as fast as it can: npx tsx bench/relay-load.ts --to
 * ADDRESS:PORT --seconds N --size BYTES [--burst]. Prints one line of JSON. `--burst`: runs of one size that the
 * kernel splits, as sent by our edge and others with segmentation offload; otherwise one datagram at a time.
 */
const { values } = parseArgs({
  options: {
    to: { type: "string", default: "192.168.77.3:7654" },
    from: { type: "string", default: "192.168.77.1" },
    seconds: { type: "string", default: "2" },
    size: { type: "string", default: "1316" },
    burst: { type: "boolean", default: false },
  },
});

const community = "bench" as CommunityName;
const [address, port] = values.to.split(":") as [string, string];
const to: Endpoint = { address, port: Number(port) };
const macs = ["02:be:00:00:00:01", "02:be:00:00:00:02"] as Mac[];
const batch = 32;

using sender = new BatchSocket({ address: values.from, port: 0 });
using sink = new BatchSocket({ address: values.from, port: 0 });
await register(sender, 0);
await register(sink, 1);

const payload = new Uint8Array(Number(values.size));
const common = { ttl: 2, fromSupernode: false, community, compression: 1, transform: 1 } as const;
const bytes = encode({ type: "PACKET", ...common, source: macs[0]!, destination: macs[1]!, payload });
const copies = Math.min(64, Math.floor(65_000 / bytes.length));
const datagrams = Array.from({ length: batch }, () => ({ remote: to, bytes }));
sender.prepareBurst(bytes, copies, to);

let [sent, received] = [0, 0];
const start = performance.now();
const seconds = Number(values.seconds);
for (let turn = 0; performance.now() - start < seconds * 1000; turn++) {
  if (!values.burst) sent += sender.send(datagrams);
  else if (sender.sendBurst()) sent += copies;
  received += sink.receive();
}

const elapsed = (performance.now() - start) / 1000;
for (let quiet = 0; quiet < 20;) {
  const more = sink.receive();
  received += more;
  quiet = more > 0 ? 0 : quiet + 1;
  await new Promise((resolve) => setTimeout(resolve, 10));
}
process.stdout.write(
  JSON.stringify({ received, sentPerSecond: sent / elapsed, receivedPerSecond: received / elapsed }) + "\n",
);

async function register(socket: BatchSocket, edge: number): Promise<void> {
  const asked = encode({
    type: "REGISTER_SUPER",
    ttl: 2,
    fromSupernode: false,
    community,
    cookie: edge + 1,
    edge: macs[edge]!,
    address: { address: `10.9.0.${101 + edge}`, prefix: 24 },
    description: "load" as FieldText,
    auth: { scheme: 1, token: new Uint8Array(16).fill(edge + 1) },
    keyTime: 0,
  });
  let isAcknowledged = false;
  for (let tries = 0; tries < 50 && !isAcknowledged; tries++) {
    socket.send([{ remote: to, bytes: asked }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.receive((datagram) => (isAcknowledged ||= (datagram[3]! & 0x1f) === 7));
  }
  if (!isAcknowledged) throw new Error("the supernode does not answer");
}
