import { rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ConfigError } from "../../../src/base/config-error.ts";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { LabError } from "../../lab/lab-error.ts";
import { NftError } from "../../nftables-json/nft-error.ts";
import { bindingViews } from "../bindings.ts";
import { labInit } from "../programs/enter-node.ts";
import { nodeViews } from "../inspect.ts";
import type { HandLab } from "../lab.ts";
import { perform } from "../perform.ts";
import { sayWithin } from "../say-within.ts";
import { addToJournal, socketIn } from "./places.ts";
import type { KeeperAnswer, KeeperMethods, KeeperParams, KeeperRequest, KeeperResult } from "./messages.ts";

type Handlers = {
  [M in keyof KeeperMethods]: (params: KeeperParams<M>, say: (text: string) => void) => Promise<KeeperResult<M>>;
};

/** Answers requests about a laboratory until it is disposed of. */
export class LabServer implements AsyncDisposable {
  readonly #server;
  readonly #connections = new Set<Socket>();
  readonly #handlers: Handlers;
  readonly #path: string;

  private constructor(hand: HandLab, folder: string, end: () => void) {
    this.#handlers = handlersFor(hand, end);
    this.#path = socketIn(folder);
    this.#server = createServer((socket) => this.#connected(socket));
  }

  /** `folder`: of its record. `end` is called when it is asked to end. */
  static async listen(hand: HandLab, folder: string, end: () => void): Promise<LabServer> {
    const server = new LabServer(hand, folder, end);
    server.#server.listen(server.#path);
    await once(server.#server, "listening");
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#connections) socket.destroySoon();
    await closed;
    rmSync(this.#path, { force: true });
  }

  #connected(socket: Socket): void {
    this.#connections.add(socket);
    socket.once("close", () => this.#connections.delete(socket));
    // Who asked may leave before the answer.
    socket.on("error", () => undefined);
    const tell = (answer: KeeperAnswer): void => {
      if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
    };
    createInterface({ input: socket }).once("line", (line) => {
      void this.#answer(line, (text) => tell({ say: text })).then((answer) => {
        tell(answer);
        socket.end();
      });
    });
  }

  async #answer(line: string, say: (text: string) => void): Promise<KeeperAnswer> {
    try {
      const { method, params } = JSON.parse(line) as KeeperRequest;
      const handle = this.#handlers[method] as (params: unknown, say: (text: string) => void) => Promise<unknown>;
      return { result: await handle(params, say) };
    } catch (error) {
      return failure(error);
    }
  }
}

/** In the words and with the exit code of a command that failed by itself. */
export function failure(error: unknown): Extract<KeeperAnswer, { failed: string }> {
  if (error instanceof EnvironmentError) return { failed: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { failed: error.message, exitCode: 64 };
  if (error instanceof LabError || error instanceof NftError)
    return { failed: `the laboratory failed: ${error.message}`, exitCode: 69 };
  return { failed: (error as Error).stack ?? String(error), exitCode: 70 };
}

function handlersFor(hand: HandLab, end: () => void): Handlers {
  return {
    perform: ({ command, width, env }, say) => {
      const shown = command.is === "nodes" || command.is === "nat";
      const fitting = sayWithin(command, width, say);
      const noted = (text: string): void => {
        if (!shown) addToJournal(hand.folder, text);
        fitting(text);
      };
      return perform(hand, command, { say: noted, width, env });
    },
    inspect: async () => nodeViews(hand),
    bindings: ({ router }) => bindingViews(hand, router),
    enter: async ({ node }) => {
      hand.known(node);
      return { init: labInit(hand.lab.pid) };
    },
    end: async () => {
      // The answer first.
      setImmediate(end);
      return null;
    },
  };
}
