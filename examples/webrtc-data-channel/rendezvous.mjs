// Passes on what two peers say to each other before they are connected, and answers STUN: from where it was asked.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const sockets = new Set();
const signals = createServer((socket) => {
  sockets.add(socket);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => sockets.delete(socket));
  const others = () => [...sockets].filter((other) => other !== socket);
  createInterface(socket).on("line", (line) => others().forEach((other) => other.write(`${line}\n`)));
  if (sockets.size > 1) sockets.forEach((each) => each.write('{"here":true}\n'));
});

// RFC 8489: a header of 20 bytes, then attributes. The address is XORed with the cookie.
const binding = { request: 0x0001, success: 0x0101 };
const [xorMappedAddress, cookie] = [0x0020, 0x2112a442];
const stun = createSocket("udp4");
// Peers start when a port is open, and come to this one first.
signals.listen(4000, () => stun.bind(3478));
stun.on("message", (request, { address, port }) => {
  if (request.length < 20 || request.readUInt16BE(0) !== binding.request || request.readUInt32BE(4) !== cookie) return;
  const answer = Buffer.alloc(32);
  request.copy(answer, 4, 4, 20);
  answer.writeUInt16BE(binding.success, 0);
  answer.writeUInt16BE(12, 2);
  answer.writeUInt16BE(xorMappedAddress, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt16BE(1, 24);
  answer.writeUInt16BE(port ^ (cookie >>> 16), 26);
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  answer.writeUInt32BE((number ^ cookie) >>> 0, 28);
  stun.send(answer, port, address);
});
