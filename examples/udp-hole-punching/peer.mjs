// One end of a tunnel: IP packets on standard input go to the other end over UDP, and come out on its standard output.
// It asks the rendezvous where the other end is, sends there to open its own NAT, and uses what comes through.
import { createSocket } from "node:dgram";
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers";

const letters = { hello: "h", where: "w", data: "d" };
const { hello, where, data } = Object.fromEntries(
  Object.entries(letters).map(([name, letter]) => [name, letter.charCodeAt(0)]),
);
const [helper, name] = [process.env.NATLAB_HELPER, process.env.NATLAB_NODE];
const rendezvous = { address: helper, port: 4000 };
const everyMilliseconds = 250;
// Two intervals without a word from the other end: the hole is closed.
const patience = 3 * everyMilliseconds;

const socket = createSocket("udp4").bind(0);
/** Where the rendezvous has seen the other end, and where it was last heard directly. */
let seen;
let heard;

socket.on("message", (message, from) => {
  const isDirect = from.address !== rendezvous.address;
  if (message[0] === where && !isDirect) {
    const [address, port] = message.subarray(1).toString().split(":");
    seen = { address, port: Number(port) };
  }
  // A NAT that picks another port for each destination shows it only here.
  if (isDirect && (message[0] === hello || message[0] === data))
    heard = { ...from, at: performance.now(), answers: message[1] === 1 };
  if (message[0] === data) deliver(message.subarray(2));
});

/** 1 in the second byte says that the sender hears the receiver: both directions are open. */
function greeting() {
  return Buffer.concat([Buffer.from([hello, hears() ? 1 : 0]), Buffer.from(name)]);
}

const hears = () => heard !== undefined && performance.now() - heard.at < patience;

setInterval(() => {
  socket.send(Buffer.concat([Buffer.from([hello]), Buffer.from(name)]), rendezvous.port, rendezvous.address);
  for (const there of [seen, heard]) if (there !== undefined) socket.send(greeting(), there.port, there.address);
}, everyMilliseconds);

function send(packet) {
  const message = Buffer.concat([Buffer.from([data, hears() ? 1 : 0]), packet]);
  const to = hears() && heard.answers ? heard : rendezvous;
  socket.send(message, to.port, to.address);
}

/** As the laboratory frames packets: two bytes of length, most significant first. */
function deliver(packet) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(packet.length);
  process.stdout.write(Buffer.concat([length, packet]));
}

let rest = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE()) {
    const end = 2 + rest.readUInt16BE();
    send(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
});
process.stdin.on("end", () => process.exit());
