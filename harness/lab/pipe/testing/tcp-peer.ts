import { createServer, connect, type Socket } from "node:net";
import { PacketReader, withLength } from "../framing.ts";

//  tcp-peer peer WAY…                         packets ⇄ connections; each packet goes over every one that is not a hear:
//      WAY: dial:HOST:PORT | listen:PORT | hear:dial:HOST:PORT | hear:listen:PORT
//  tcp-peer relay PORT same|pieces|together   what one sends, all others that are connected get
//      pieces: in segments of at most 200 bytes; together: what comes in 30 ms, at once

/** A program that carries packets over TCP. No two hops carry the same bytes. */
const [role, ...args] = process.argv.slice(2);
/** Tunable, milliseconds. */
const [again, gather, pieceBytes] = [200, 30, 200];

/** A key, then the packet under it. */
function sealed(packet: Uint8Array): Buffer {
  const key = Math.floor(Math.random() * 256);
  return withLength(Uint8Array.of(key, ...packet.map((byte, i) => byte ^ (key + i))));
}

const opened = (record: Uint8Array): Uint8Array => record.subarray(1).map((byte, i) => byte ^ (record[0]! + i));

function onPackets(socket: Socket, take: (packet: Uint8Array) => void): void {
  const reader = new PacketReader(4096);
  socket.setNoDelay(true);
  socket.on("data", (piece: Buffer) => reader.take(piece).forEach((record) => take(opened(record))));
  socket.on("error", () => socket.destroy());
}

if (role === "relay") {
  const [port, how] = args;
  const known = new Map<Socket, Buffer[]>();
  const write = (socket: Socket, bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; at += how === "pieces" ? pieceBytes : bytes.length)
      socket.write(bytes.subarray(at, how === "pieces" ? at + pieceBytes : bytes.length));
  };
  createServer((socket) => {
    known.set(socket, []);
    socket.on("close", () => known.delete(socket));
    onPackets(socket, (packet) => {
      for (const [other, waiting] of known) {
        if (other === socket) continue;
        if (how !== "together") write(other, sealed(packet));
        else if (waiting.push(sealed(packet)) === 1)
          setTimeout(() => other.write(Buffer.concat(waiting.splice(0))), gather);
      }
    });
  }).listen(Number(port));
} else {
  const talking = new Set<Socket>();
  const use = (socket: Socket, hears: boolean): void => {
    onPackets(socket, (packet) => process.stdout.write(withLength(packet)));
    if (!hears) talking.add(socket);
    socket.on("close", () => talking.delete(socket));
  };
  const dial = (host: string, port: number, hears: boolean): void => {
    const socket = connect(port, host, () => use(socket, hears));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => setTimeout(() => dial(host, port, hears), again));
  };
  for (const way of args) {
    const [, hears, kind, rest] = /^(hear:)?(dial|listen):(.*)$/.exec(way)!;
    const [host, port] = rest!.split(":");
    if (kind === "dial") dial(host!, Number(port), hears !== undefined);
    else createServer((socket) => use(socket, hears !== undefined)).listen(Number(rest));
  }
  const reader = new PacketReader(4096);
  process.stdin.on("data", (piece: Buffer) => {
    for (const packet of reader.take(piece)) for (const socket of talking) socket.write(sealed(packet));
  });
  process.stdin.on("end", () => process.exit());
}
