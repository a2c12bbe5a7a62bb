import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { PacketReader, withLength } from "../framing.ts";

//  hole-puncher rendezvous PORT             tells two peers of each other, and relays
//  hole-puncher peer HOST PORT [FAULT]      packets ⇄ datagrams, directly where it can

/** One mistake each; without one, it finds every path that the oracle predicts. */
type Fault = "punches once" | "announces its own port" | "ignores what it observes" | "punches from another socket";

/** Kinds of datagrams, as their first byte: I am here; the other is there; punch; answer to a punch; packet. */
const kind = { here: 1, there: 2, punch: 3, answer: 4, packet: 5 } as const;

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const every = { here: 500, punch: 250 };

const message = (first: number, rest: unknown = ""): Buffer =>
  Buffer.from([first, ...Buffer.from(JSON.stringify(rest))]);
const contents = (datagram: Buffer): unknown => JSON.parse(datagram.subarray(1).toString());

/** A peer learns where the other is when it says that it is here, so the second learns it first. */
function rendezvous(port: number): void {
  const socket = createSocket("udp4");
  const known = new Map<string, { readonly seen: Endpoint; readonly announced: Endpoint }>();
  socket.bind(port);
  socket.on("message", (datagram, from) => {
    const others = [...known.values()].filter(({ seen }) => seen.address !== from.address || seen.port !== from.port);
    if (datagram[0] === kind.packet) for (const { seen } of others) socket.send(datagram, seen.port, seen.address);
    if (datagram[0] !== kind.here) return;
    const { name, port: own } = contents(datagram) as { name: string; port?: number };
    known.set(name, { seen: from, announced: { address: from.address, port: own ?? from.port } });
    for (const { announced } of others) socket.send(message(kind.there, announced), from.port, from.address);
  });
}

class Peer {
  readonly #socket = createSocket("udp4");
  readonly #helper: Endpoint;
  readonly #fault: Fault | undefined;
  /** For punches and answers. */
  readonly #puncher: Socket;
  #announced: Endpoint | undefined;
  #observed: Endpoint | undefined;
  #direct: Endpoint | undefined;
  #punches = 0;

  constructor(helper: Endpoint, fault: Fault | undefined) {
    this.#helper = helper;
    this.#fault = fault;
    this.#puncher = fault === "punches from another socket" ? createSocket("udp4") : this.#socket;
  }

  run(): void {
    this.#socket.bind(0, () => this.#greet());
    this.#socket.on("message", (datagram, from) => this.#hear(datagram, from));
    const timers = [setInterval(() => this.#greet(), every.here), setInterval(() => this.#punch(), every.punch)];
    const reader = new PacketReader(2048);
    process.stdin.on("data", (piece: Buffer) => {
      for (const packet of reader.take(piece))
        this.#send(Buffer.from([kind.packet, ...packet]), this.#direct ?? this.#helper);
    });
    process.stdin.on("end", () => {
      timers.forEach(clearInterval);
      for (const socket of new Set([this.#socket, this.#puncher])) socket.close();
    });
  }

  #greet(): void {
    const { port } = this.#socket.address();
    const name = process.env["NATLAB_NODE"];
    this.#send(message(kind.here, { name, ...(this.#fault === "announces its own port" && { port }) }), this.#helper);
  }

  #punch(): void {
    const target = this.#fault === "ignores what it observes" ? this.#announced : (this.#observed ?? this.#announced);
    if (target === undefined || this.#direct !== undefined) return;
    if (this.#fault === "punches once" && this.#punches++ > 0) return;
    this.#puncher.send(message(kind.punch), target.port, target.address);
  }

  #hear(datagram: Buffer, from: RemoteInfo): void {
    switch (datagram[0] ?? 0) {
      case kind.there:
        if (this.#announced === undefined) {
          this.#announced = contents(datagram) as Endpoint;
          this.#punch();
        }
        return;
      case kind.punch: {
        this.#observed = from;
        const back = this.#fault === "ignores what it observes" ? (this.#announced ?? from) : from;
        this.#puncher.send(message(kind.answer), back.port, back.address);
        return;
      }
      case kind.answer:
        this.#direct = from;
        return;
      case kind.packet:
        process.stdout.write(withLength(datagram.subarray(1)));
    }
  }

  #send(bytes: Buffer, { address, port }: Endpoint): void {
    this.#socket.send(bytes, port, address);
  }
}

const [role, ...args] = process.argv.slice(2);
if (role === "rendezvous") rendezvous(Number(args[0]));
else new Peer({ address: args[0]!, port: Number(args[1]) }, args[2] as Fault | undefined).run();
