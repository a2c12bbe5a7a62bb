import { jsonAnswer, type WebAnswer } from "../exchange.ts";
import { get, type WebRoute } from "../route.ts";
import { dotOf, graphOf } from "./graph.ts";
import { pageHtml, pageFiles, pageHeaders } from "./page.ts";
import type { LeaseRow, Picture } from "./picture.ts";
import { svgOf } from "./svg.ts";

/** The page, what it loads, and the same as data. */
export function pageRoutes(look: () => Picture, leases: () => readonly LeaseRow[]): readonly WebRoute[] {
  const guarded = (type: string, body: string): WebAnswer => ({ status: 200, type, body, headers: pageHeaders });
  const html = () => guarded("text/html; charset=utf-8", pageHtml);
  return [
    get("/", "Human interface", html),
    get("/peers", "the same", html),
    get("/page.js", "its script", () => guarded("text/javascript; charset=utf-8", pageFiles.script)),
    get("/page.css", "its style", () => guarded("text/css; charset=utf-8", pageFiles.style)),
    get("/icon.svg", "its icon", () => guarded("image/svg+xml", pageFiles.icon)),
    get("/live", "what it shows, once a second (server-sent events)", () => ({ live: true })),
    get("/peers.json", "what it shows", () => jsonAnswer(look())),
    get("/peers.svg", "the graph as a picture", () => guarded("image/svg+xml", svgOf(graphOf(look())))),
    get("/peers.dot", "the graph for Graphviz", () =>
      guarded("text/vnd.graphviz; charset=utf-8", dotOf(graphOf(look()))),
    ),
    get("/leases.json", "addresses, and whose they are", () => jsonAnswer(leases())),
  ];
}
