import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { sameEndpoint, type Endpoint } from "../../src/base/address/endpoint.ts";
import { decode } from "../../src/wire/codec.ts";
import { communityOf, hosts, macOf, relayedPayloadBytes, type Population } from "./population.ts";

const tuned = {
  /** Milliseconds after which an unanswered datagram is sent again. */
  patience: 1000,
  tries: 8,
  receiveBuffer: 1 << 20,
} as const;

export type Kind = "register" | "query" | "relay";

/** The result of a question. `after` = milliseconds from the first try; undefined = no answer to any try. */
export interface QuestionOutcome {
  readonly after: number | undefined;
  readonly tries: number;
}

interface Pending {
  readonly edge: number;
  readonly bytes: Uint8Array;
  readonly startedAt: number;
  sentAt: number;
  tries: number;
  readonly settle: (outcome: QuestionOutcome) => void;
}

/** The sockets of all edges. A question is any datagram that must bring a reply, to the same edge or to its peer. */
export class Questions implements AsyncDisposable {
  readonly #population: Population;
  readonly #port: number;
  readonly #sockets: Socket[] = [];
  /** By the content of the expected answer, in the order of their last transmission. */
  readonly #pending = new Map<string, Pending>();
  readonly #impatience: NodeJS.Timeout;
  #number = 0;
  /** Wrong answers: a refusal, or a socket that is not the peer's. */
  wrong = 0;

  private constructor(population: Population, port: number) {
    this.#population = population;
    this.#port = port;
    this.#impatience = setInterval(() => this.#sendAgain(), 20);
  }

  static async open(population: Population, port: number): Promise<Questions> {
    const questions = new Questions(population, port);
    for (let i = 0; i < population.sockets; i++) {
      const socket = createSocket({ type: "udp4", lookup: (address, _, done) => done(null, address, 4) });
      socket.on("message", (bytes) => questions.#heard(i, bytes));
      const listening = once(socket, "listening");
      socket.bind(0, `127.1.0.${1 + (i % hosts)}`);
      await listening;
      socket.setRecvBufferSize(tuned.receiveBuffer);
      questions.#sockets.push(socket);
    }
    return questions;
  }

  /** One question at a time for each kind and edge. */
  ask(kind: Kind, edge: number): Promise<QuestionOutcome> {
    const number = ++this.#number;
    const [key, bytes] = this.#question(kind, edge, number);
    const now = performance.now();
    return new Promise((settle) => this.#send(key, { edge, bytes, startedAt: now, sentAt: now, tries: 0, settle }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#impatience);
    for (const socket of this.#sockets) socket.close();
  }

  #question(kind: Kind, edge: number, number: number): readonly [string, Uint8Array] {
    switch (kind) {
      case "register":
        return [`ack ${number}`, this.#population.register(edge, number)];
      case "query":
        return [`info ${communityOf(edge)} ${macOf(edge)}`, this.#population.query(edge)];
      case "relay":
        return [`packet ${number}`, this.#population.packet(edge, number)];
    }
  }

  #send(key: string, question: Pending): void {
    question.tries++;
    question.sentAt = performance.now();
    this.#pending.set(key, question);
    this.#sockets[this.#population.socketOf(question.edge)]!.send(question.bytes, this.#port, "127.0.0.1");
  }

  #sendAgain(): void {
    const now = performance.now();
    const late: [string, Pending][] = [];
    for (const entry of this.#pending) {
      if (now - entry[1].sentAt < tuned.patience) break;
      late.push(entry);
    }
    for (const [key, question] of late) {
      this.#pending.delete(key);
      if (question.tries < tuned.tries) this.#send(key, question);
      else question.settle({ after: undefined, tries: question.tries });
    }
  }

  /** Communities are open: the sender of garbage may get into one and send its members messages of its own. */
  #heard(socket: number, bytes: Uint8Array): void {
    const message = decode(bytes);
    if (!("type" in message) || message.type === "REGISTER_SUPER_NAK") this.wrong++;
    else if (message.type === "REGISTER_SUPER_ACK")
      this.#answered(`ack ${message.cookie}`, (edge) => this.#is(edge, socket));
    else if (message.type === "PACKET" && message.payload.length === relayedPayloadBytes) {
      const { buffer, byteOffset } = message.payload;
      const mark = new DataView(buffer, byteOffset).getUint32(0);
      this.#answered(`packet ${mark}`, (edge) => this.#is(this.#population.peerOf(edge), socket));
    } else if (message.type === "PEER_INFO") {
      const peerIsThere = (edge: number) =>
        sameEndpoint(message.socket, this.#addressOf(this.#population.peerOf(edge)));
      const key = `info ${message.community} ${message.source}`;
      this.#answered(key, (edge) => this.#is(edge, socket) && peerIsThere(edge));
    }
  }

  /** An answer without an open question is the second one to a repeated question. */
  #answered(key: string, isRight: (edge: number) => boolean): void {
    const question = this.#pending.get(key);
    if (question === undefined) return;
    if (!isRight(question.edge)) {
      this.wrong++;
      return;
    }
    this.#pending.delete(key);
    question.settle({ after: performance.now() - question.startedAt, tries: question.tries });
  }

  #is(edge: number, socket: number): boolean {
    return this.#population.socketOf(edge) === socket;
  }

  #addressOf(edge: number): Endpoint {
    return this.#sockets[this.#population.socketOf(edge)]!.address();
  }
}
