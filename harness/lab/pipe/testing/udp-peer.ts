import { createSocket, type RemoteInfo } from "node:dgram";
import { PacketReader, withLength } from "../framing.ts";

//  udp-peer peer HOST PORT    packets ⇄ datagrams to and from HOST:PORT, from the same port
//  udp-peer relay PORT        what one sends, all others that have sent get

/** The smallest program without an interface: a datagram for every packet, in clear. */
const [role, ...args] = process.argv.slice(2);
const socket = createSocket("udp4");

if (role === "relay") {
  const known = new Map<string, RemoteInfo>();
  socket.bind(Number(args[0]));
  socket.on("message", (datagram, from) => {
    known.set(`${from.address}:${from.port}`, from);
    for (const { address, port } of known.values())
      if (address !== from.address || port !== from.port) socket.send(datagram, port, address);
  });
} else {
  const [host, port] = [args[0]!, Number(args[1])];
  const reader = new PacketReader(2048);
  socket.bind(port);
  socket.on("message", (datagram) => process.stdout.write(withLength(datagram)));
  // A relay learns where it is.
  socket.send("", port, host);
  process.stdin.on("data", (piece: Buffer) => {
    for (const packet of reader.take(piece)) socket.send(packet, port, host);
  });
  process.stdin.on("end", () => socket.close());
}
