import type { Mac } from "../base/address/mac.ts";
import type { Endpoint } from "../base/address/endpoint.ts";
import { shown } from "../management/reply.ts";
import { type Arrived, WebAccess } from "./access.ts";
import { textAnswer, type WebAnswer, type WebRequest } from "./exchange.ts";
import { exposition, expositionType, type Metric } from "./metrics/exposition.ts";
import { callMethod, type RpcMethods } from "./n3n/json-rpc.ts";
import type { LeaseRow, Picture } from "./pages/picture.ts";
import { pageRoutes } from "./pages/routes.ts";
import { get, type OpenAnswer, type WebRoute } from "./route.ts";
import { isWebTopic, type Topics } from "./topics.ts";

/** What one kind of daemon has to show. */
export interface WebContents {
  /** False = it is still starting, and nothing else may be called. */
  readonly isReady: () => boolean;
  readonly methods: RpcMethods;
  readonly metrics: () => readonly Metric[];
  /** For the page. */
  readonly picture: () => Picture;
  readonly leases: () => readonly LeaseRow[];
  /** "ok", or what keeps it from working. */
  readonly health: () => string;
}

/** n3n's words. */
const spec = { unknown: "unknown endpoint\n", unknownTopic: "unknown topic\n" } as const;

const eventsPath = "/events/";

/** A daemon's answers over HTTP: n3n's management interface, figures and a page. */
export class Web {
  readonly topics: Topics;
  readonly #access: WebAccess;
  readonly #routes: readonly WebRoute[];
  readonly #isReady: () => boolean;
  readonly #picture: () => Picture;

  constructor(contents: WebContents, topics: Topics, access: WebAccess) {
    this.topics = topics;
    this.#access = access;
    this.#isReady = contents.isReady;
    this.#picture = contents.picture;
    this.#routes = this.#routesOf(contents);
  }

  /** To be asked before the body is read; undefined = it is worth reading. */
  refusal(arrived: Arrived): WebAnswer | undefined {
    return this.#access.refusal(arrived);
  }

  answer(request: WebRequest, arrived: Arrived): WebAnswer | OpenAnswer {
    if (!this.#isReady()) return textAnswer(503, "starting\n");
    const method = request.method === "HEAD" ? "GET" : request.method;
    const found = this.#routes.find((route) => route.method === method && fits(route.path, request.path));
    return found?.answer(request, arrived) ?? textAnswer(404, spec.unknown);
  }

  /** What the page shows, as JSON. */
  live(now: number): string {
    return JSON.stringify({ ...this.#picture(), now });
  }

  /** For listeners to `peer`, in n3n's words. */
  pathChanged(peer: Mac, path: "direct" | "relayed", socket: Endpoint | undefined): void {
    this.#peer(path === "direct" ? "p2p_add" : "p2p_expired", peer, shown.socket(socket));
  }

  forgotten(peer: Mac): void {
    this.#peer("p2p_expired", peer, "");
  }

  #peer(action: string, peer: Mac, sockaddr: string): void {
    this.topics.publish("peer", { action, macaddr: shown.mac(peer), age: 0, sockaddr });
  }

  #routesOf({ methods, metrics, health, picture, leases }: WebContents): readonly WebRoute[] {
    const healthy = () => {
      const word = health();
      return textAnswer(word === "ok" ? 200 : 503, `${word}\n`);
    };
    const routes: readonly WebRoute[] = [
      {
        method: "POST",
        path: "/v1",
        desc: "JsonRPC",
        answer: ({ body }, arrived) => callMethod(methods, body, () => this.#access.mayChange(arrived)),
      },
      get(eventsPath, "Subscribe to events", ({ path }) => {
        const topic = path.slice(eventsPath.length);
        return isWebTopic(topic) ? { listen: topic } : textAnswer(404, spec.unknownTopic);
      }),
      get("/healthz", "200 if it works, else 503 and why", healthy),
      get("/help", "Describe available endpoints", () => textAnswer(200, helpOf(routes))),
      get("/metrics", "Fetch metrics data", () => ({
        status: 200,
        type: expositionType,
        body: exposition(metrics()),
      })),
      get("/status", "Quick health check", healthy),
      ...pageRoutes(picture, leases),
    ];
    return routes;
  }
}

/** A path that ends with a slash stands for everything below it. */
const fits = (route: string, path: string): boolean =>
  route.endsWith("/") && route !== "/" ? path.startsWith(route) : path === route;

const helpOf = (routes: readonly WebRoute[]): string =>
  ["endpoint, desc", ...routes.map(({ method, path, desc }) => `${method} ${path} , ${desc}`)].join("\n") + "\n";
