import type { Endpoint } from "../base/address/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import { Access, notPermitted, type Asker } from "./access.ts";
import { edgeMethods } from "./edge-methods.ts";
import { edgeHelpText, edgeText } from "./edge-text.ts";
import type { RunningEdge } from "../status/edge-status.ts";
import { type Daemon, type ManagementMethods, runMethod } from "./method.ts";
import { errorLine, shown } from "./reply.ts";
import { parseRequest, requestText } from "./request.ts";
import { isTopic, type Reply, Subscriptions } from "./subscriptions.ts";

/** Fact sheet §13. */
const spec = { types: "rws", tagCharacters: 9, levels: 4, purged: 1, becomesDirect: 4, leavesDirect: 3 } as const;

/** An edge's answers at its management port. */
export class EdgeManagement {
  readonly #daemon: Daemon;
  readonly #look: () => RunningEdge;
  readonly #access: Access;
  readonly #subscriptions = new Subscriptions();
  readonly #methods: ManagementMethods;
  #events: Reply[] = [];

  constructor(daemon: Daemon, look: () => RunningEdge, password: string | undefined) {
    this.#daemon = daemon;
    this.#look = look;
    this.#access = new Access(password);
    this.#methods = edgeMethods(daemon, look, this.#subscriptions, (test) => {
      this.#events.push(...this.#subscriptions.publish("test", { test }));
    });
  }

  /** From now on; undefined = the public default. */
  set password(password: string | undefined) {
    this.#access.use(password);
  }

  /** Returns datagrams in the order to send them. A request that is too long gets none. */
  answer(request: Uint8Array, from: Endpoint, asker: Asker, now: Instant): readonly Reply[] {
    const text = requestText(request);
    if (text === undefined) return [];
    if (!/^[a-z] /.test(text)) return this.#plain(text, asker, now).map((line) => ({ to: from, text: line }));
    const replies = this.#json(text, from, asker);
    const events = this.#events;
    this.#events = [];
    return [...events, ...replies];
  }

  /** For subscribers to path changes. */
  pathChanged(peer: Mac, path: "direct" | "relayed", socket: Endpoint | undefined): readonly Reply[] {
    const action = path === "direct" ? spec.becomesDirect : spec.leavesDirect;
    return this.#subscriptions.publish("peer", { action, macaddr: shown.mac(peer), sockaddr: shown.socket(socket) });
  }

  /** A peer that was silent for long is no longer listed. */
  forgotten(peer: Mac): readonly Reply[] {
    return this.#subscriptions.publish("peer", { action: spec.purged, macaddr: shown.mac(peer), sockaddr: "" });
  }

  #json(text: string, from: Endpoint, asker: Asker): readonly Reply[] {
    const say = (...lines: readonly string[]) => lines.map((line) => ({ to: from, text: line }));
    const request = parseRequest(text, spec.types, spec.tagCharacters);
    if ("error" in request) return say(errorLine(request.tag, request.error));
    const { type, tag, password, method } = request;
    const allowed = type === "r" ? this.#access.mayRead(password) : this.#access.mayChange(password, asker);
    if (!allowed) return say(errorLine(tag, "badauth"));
    if (type !== "s") return say(...runMethod(this.#methods, request, true));
    if (!isTopic(method)) return say(errorLine(tag, "unknowntopic"));
    return this.#subscriptions.subscribe(method, from, tag);
  }

  #plain(text: string, asker: Asker, now: Instant): readonly string[] {
    const is = (command: string) => text.startsWith(command);
    if (is("help") || is("?")) return [edgeHelpText];
    if (!is("stop") && !is("+verb") && !is("-verb")) return edgeText(this.#look(), now);
    if (!this.#access.mayCommand(asker)) return [notPermitted];
    if (is("stop")) {
      this.#daemon.stop();
      return [];
    }
    const wanted = this.#daemon.verbosity() + (is("+") ? 1 : -1);
    this.#daemon.setVerbosity(Math.min(Math.max(wanted, 0), spec.levels));
    return [`> ${text[0]}OK traceLevel=${this.#daemon.verbosity()}\n`];
  }
}
