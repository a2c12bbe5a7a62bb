import type { Instant } from "../base/instant.ts";
import { Access, notPermitted, type Asker } from "./access.ts";
import { type ManagementMethods, runMethod } from "./method.ts";
import { errorLine } from "./reply.ts";
import { parseRequest, requestText } from "./request.ts";
import { type SupernodeDaemon, supernodeMethods } from "./supernode-methods.ts";
import { supernodeHelpText, supernodeText } from "./supernode-text.ts";
import type { RunningSupernode } from "../status/supernode-status.ts";

/** Tunable; a request is short anyway. */
const tuned = { tagCharacters: 64 } as const;

/** A supernode's answers at its management port (fact sheet §13). */
export class SupernodeManagement {
  readonly #daemon: SupernodeDaemon;
  readonly #look: () => RunningSupernode;
  readonly #access: Access;
  readonly #methods: ManagementMethods;

  constructor(daemon: SupernodeDaemon, look: () => RunningSupernode, password: string | undefined) {
    this.#daemon = daemon;
    this.#look = look;
    this.#access = new Access(password);
    this.#methods = supernodeMethods(daemon, look);
  }

  /** From now on; undefined = the public default. */
  set password(password: string | undefined) {
    this.#access.use(password);
  }

  /** Returns the texts of the datagrams to send back. A request that is too long gets none. */
  answer(request: Uint8Array, asker: Asker, now: Instant): readonly string[] {
    const text = requestText(request);
    if (text === undefined) return [];
    return /^[rw] /.test(text) ? this.#json(text, asker) : this.#plain(text, asker, now);
  }

  #json(text: string, asker: Asker): readonly string[] {
    const request = parseRequest(text, "rw", tuned.tagCharacters);
    if ("error" in request) return [errorLine(request.tag, request.error)];
    const { type, tag, password } = request;
    const allowed = type === "r" ? this.#access.mayRead(password) : this.#access.mayChange(password, asker);
    return allowed ? runMethod(this.#methods, request, false) : [errorLine(tag, "badauth")];
  }

  #plain(text: string, asker: Asker, now: Instant): readonly string[] {
    if (text.startsWith("help") || text.startsWith("?")) return [supernodeHelpText];
    if (!text.startsWith("reload_communities")) return supernodeText(this.#look(), now);
    if (!this.#access.mayCommand(asker)) return [notPermitted];
    return [this.#daemon.reload?.() === 0 ? "OK.\n" : "This supernode has no list of communities to read.\n"];
  }
}
