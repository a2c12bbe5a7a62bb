import { createInterface } from "node:readline";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Lines of JSON. From a node: who it is, then what is for another. From the server: who is there, and what was sent. */
export type Signal =
  | { readonly is: "here"; readonly from: string; readonly session: string }
  | {
      readonly is: "description";
      readonly from: string;
      readonly to: string;
      readonly sdp: string;
      readonly type: string;
    }
  | {
      readonly is: "candidate";
      readonly from: string;
      readonly to: string;
      readonly candidate: string;
      readonly mid: string;
    }
  | { readonly is: "alive" };

/** Tunable, in milliseconds. */
const tuned = { againAfter: 500, aliveEvery: 3000, silence: 10_000 };

/** Tells every node of all others, and passes on what they send each other. */
export function serveSignals(port: number, host: string): Server {
  const nodes = new Map<string, { readonly socket: Socket; readonly here: Signal }>();
  return createServer((socket) => {
    listen(socket, (signal) => {
      if (signal.is === "alive") return send(socket, signal);
      if (signal.is !== "here") {
        const other = nodes.get(signal.to);
        if (other !== undefined) send(other.socket, signal);
        return;
      }
      nodes.delete(signal.from);
      for (const { socket: other, here } of nodes.values()) {
        send(socket, here);
        send(other, signal);
      }
      nodes.set(signal.from, { socket, here: signal });
    });
  }).listen(port, host);
}

/** A connection to the server, made again when it is lost, for example with its NAT binding. */
export class Signals {
  readonly #host: string;
  readonly #port: number;
  readonly #here: Signal;
  readonly #heard: (signal: Signal) => void;
  #socket: Socket | undefined;

  constructor(host: string, port: number, here: Signal, heard: (signal: Signal) => void) {
    this.#host = host;
    this.#port = port;
    this.#here = here;
    this.#heard = heard;
    this.#connect();
  }

  send(signal: Signal): void {
    if (this.#socket !== undefined) send(this.#socket, signal);
  }

  #connect(): void {
    const socket = connect(this.#port, this.#host);
    this.#socket = socket;
    listen(socket, this.#heard);
    socket.setTimeout(tuned.silence, () => socket.destroy());
    const alive = setInterval(() => send(socket, { is: "alive" }), tuned.aliveEvery);
    socket.on("connect", () => send(socket, this.#here));
    socket.on("close", () => {
      clearInterval(alive);
      setTimeout(() => this.#connect(), tuned.againAfter);
    });
  }
}

function listen(socket: Socket, heard: (signal: Signal) => void): void {
  socket.on("error", () => undefined);
  createInterface(socket).on("line", (line) => heard(JSON.parse(line) as Signal));
}

function send(socket: Socket, signal: Signal): void {
  if (socket.writable) socket.write(`${JSON.stringify(signal)}\n`);
}
