import { describe, expect, it } from "vitest";
import { type Arrived, WebAccess } from "./access.ts";
import type { WebAnswer } from "./exchange.ts";
import { edgeLeases } from "./pages/leases.ts";
import { edgePicture } from "./pages/edge-picture.ts";
import { edgeView } from "./testing/views.ts";
import { Topics } from "./topics.ts";
import { Web } from "./web.ts";

const arrived: Arrived = { by: "loopback", host: "localhost:1", asker: { isTrusted: () => false } };

function web({ health = "ok", isReady = true } = {}) {
  const picture = () => edgePicture(edgeView());
  const contents = {
    isReady: () => isReady,
    methods: {},
    metrics: () => [],
    health: () => health,
    picture,
    leases: () => edgeLeases(edgeView()),
  };
  return new Web(contents, new Topics(), new WebAccess({}));
}

const ask = (path: string, method = "GET", from = web()) =>
  from.answer({ method, path, query: new URLSearchParams(), body: "" }, arrived) as WebAnswer;

describe("paths", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/peers", "text/html; charset=utf-8"],
    ["/page.js", "text/javascript; charset=utf-8"],
    ["/page.css", "text/css; charset=utf-8"],
    ["/peers.json", "application/json"],
    ["/peers.svg", "image/svg+xml"],
    ["/peers.dot", "text/vnd.graphviz; charset=utf-8"],
    ["/leases.json", "application/json"],
    ["/metrics", "text/plain; version=0.0.4; charset=utf-8"],
    ["/help", "text/plain"],
  ])("%s is %s", (path, type) => {
    expect(ask(path)).toMatchObject({ status: 200, type });
    expect(ask(path, "HEAD")).toMatchObject({ status: 200 });
    expect(ask(path, "POST")).toMatchObject({ status: 404 });
    expect(ask(path + "/x")).toMatchObject({ status: 404 });
  });

  it("with markup or pictures carry the policy that keeps scripts out", () => {
    for (const path of ["/", "/peers.svg", "/page.js"])
      expect(ask(path).headers?.["Content-Security-Policy"]).toMatch(/^default-src 'none'/);
  });

  it("are all listed by /help", () => {
    const { body } = ask("/help");
    for (const line of body.trim().split("\n").slice(1)) {
      const [method, path] = line.split(" ");
      const answer = ask(path === "/events/" ? "/events/test" : path!, method);
      expect([line, "status" in answer && answer.status === 404 && answer.body]).not.toEqual([
        line,
        "unknown endpoint\n",
      ]);
    }
    expect(ask("/nosuch")).toMatchObject({ status: 404, body: "unknown endpoint\n" });
    expect(ask("/events/nosuch")).toMatchObject({ status: 404, body: "unknown topic\n" });
  });

  it("for events and the page's data stay open", () => {
    expect(ask("/events/peer")).toEqual({ listen: "peer" });
    expect(ask("/live")).toEqual({ live: true });
    expect(JSON.parse(web().live(5))).toMatchObject({ kind: "edge", now: 5 });
  });
});

describe("health", () => {
  it("is 200 or says what is wrong", () => {
    expect(ask("/healthz")).toMatchObject({ status: 200, body: "ok\n" });
    const sick = web({ health: "not registered: silent" });
    expect(ask("/healthz", "GET", sick)).toMatchObject({ status: 503, body: "not registered: silent\n" });
    expect(ask("/metrics", "GET", web({ isReady: false }))).toMatchObject({ status: 503 });
  });
});

describe("events of paths", () => {
  it("have n3n's words", () => {
    const from = web();
    const heard: string[] = [];
    from.topics.listen("peer", { name: "x", say: (text) => heard.push(text), end: () => undefined });
    const { mac } = edgeView();
    from.pathChanged(mac, "direct", { address: "192.0.2.2", port: 36433 });
    from.pathChanged(mac, "relayed", undefined);
    from.forgotten(mac);
    expect(heard).toEqual([
      '\u001e{"event":"peer","action":"p2p_add","macaddr":"02:00:00:00:00:01","age":0,"sockaddr":"192.0.2.2:36433"}\n',
      '\u001e{"event":"peer","action":"p2p_expired","macaddr":"02:00:00:00:00:01","age":0,"sockaddr":""}\n',
      '\u001e{"event":"peer","action":"p2p_expired","macaddr":"02:00:00:00:00:01","age":0,"sockaddr":""}\n',
    ]);
  });
});
