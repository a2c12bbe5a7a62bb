// Tells two peers where the internet sees each other, and forwards between them for as long as they have no better way.
import { createSocket } from "node:dgram";

const [hello, where, data] = ["h", "w", "d"].map((letter) => letter.charCodeAt(0));
const socket = createSocket("udp4").bind(4000);
const peers = new Map();

socket.on("message", (message, { address, port }) => {
  const from = `${address}:${port}`;
  if (message[0] === hello) peers.set(message.subarray(1).toString(), { from, address, port });
  for (const peer of peers.values()) {
    if (peer.from === from) continue;
    if (message[0] === data) socket.send(message, peer.port, peer.address);
    else socket.send(Buffer.from(`${String.fromCharCode(where)}${from}`), peer.port, peer.address);
  }
});
