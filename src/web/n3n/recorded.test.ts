import { describe, expect, it } from "vitest";
import { type Arrived, WebAccess } from "../access.ts";
import type { WebAnswer } from "../exchange.ts";
import { edgeView, supernodeView } from "../testing/views.ts";
import { edgePicture } from "../pages/edge-picture.ts";
import { Topics } from "../topics.ts";
import { Web } from "../web.ts";
import { edgeRpc } from "./edge-methods.ts";
import { supernodeRpc } from "./supernode-methods.ts";
import recorded from "./vectors/answers.json" with { type: "json" };

type Exchange = (typeof recorded.exchanges)[number] & { readonly authorization?: string };

/** n3n's daemons began with the level 2. */
function daemon() {
  let level = 2;
  return { verbosity: () => level, setVerbosity: (wanted: number) => (level = wanted), stop: () => undefined };
}

function webs(members: number): Readonly<Record<string, Web>> {
  const access = new WebAccess({});
  const rest = {
    isReady: () => true,
    leases: () => [],
    metrics: () => [],
    health: () => "ok",
    picture: () => edgePicture(edgeView()),
  };
  const [forEdge, forSupernode] = [new Topics(), new Topics()];
  const edge = { ...rest, methods: edgeRpc(daemon(), () => edgeView(), forEdge) };
  const supernode = { ...rest, methods: supernodeRpc(daemon(), () => supernodeView(members), forSupernode) };
  return { edge: new Web(edge, forEdge, access), supernode: new Web(supernode, forSupernode, access) };
}

const arrived = (authorization?: string): Arrived => ({
  by: "unix",
  host: "x",
  authorization: authorization && `Basic ${Buffer.from(authorization).toString("base64")}`,
  asker: { isTrusted: () => true },
});

const ask = (web: Web, body: string, authorization?: string): WebAnswer => {
  const request = { method: "POST", path: "/v1", query: new URLSearchParams(), body };
  return web.answer(request, arrived(authorization)) as WebAnswer;
};

/** Names and types, not values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).slice(0, 1).map(shape);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]));
}

/** Fields whose values are constants of the interface. */
const constants = new Set(["help", "get_verbose", "set_verbose", "post.test", "reload_communities", "stop"]);

describe("what n3n's daemons answered", () => {
  const all = webs(2);
  const crowd = webs(1500);
  it.each(recorded.exchanges as readonly Exchange[])(
    "$daemon $request $authorization",
    ({ daemon, request, authorization, status, type, body }) => {
      const ours = ask((status === 507 ? crowd : all)[daemon]!, request, authorization);
      expect([ours.status, ours.type]).toEqual([status, type]);
      if (type === "text/plain") return expect(ours.body.trim()).toBe(body);
      const [mine, theirs] = [ours.body, body].map((text) => JSON.parse(text) as Record<string, unknown>);
      expect(mine!["id"]).toBe(theirs!["id"]);
      if (status === 507) return expect(mine).toMatchObject({ error: { code: 507, data: { count: 1000 } } });
      const { method } = JSON.parse(request) as { method: string };
      if (constants.has(method)) return expect(mine).toEqual(theirs);
      const rows = theirs!["result"];
      if (Array.isArray(rows) && rows.length === 0) return expect(Array.isArray(mine!["result"])).toBe(true);
      // An edge of n3n always knows one field less of its communities.
      expect(shape(mine)).toEqual(shape(theirs));
    },
  );

  it("has an answer of every method, with rows in it", () => {
    const methods = new Set(recorded.exchanges.map(({ request }) => /"method": "([^"]+)"/.exec(request)?.[1]));
    for (const name of ["get_edges", "get_supernodes", "get_info", "get_packetstats"]) expect(methods).toContain(name);
  });
});

describe("parts of a long answer", () => {
  const { supernode } = webs(1500);
  const call = (params: object) =>
    JSON.parse(ask(supernode!, JSON.stringify({ method: "get_edges", id: 1, params })).body) as { result?: unknown[] };

  it("are asked for by offset and limit", () => {
    expect(call({ offset: 0, limit: 500 }).result).toHaveLength(500);
    expect(call({ offset: 1499, limit: 500 }).result).toHaveLength(1);
    expect(call({ offset: 1500, limit: 500 }).result).toEqual([]);
    expect(call({ offset: 600 }).result).toHaveLength(900);
  });

  it("are whatever the parameters are", () => {
    for (const params of [
      { offset: -1, limit: 2 },
      { offset: "x", limit: 2 },
      { offset: 1e300, limit: 2 },
    ])
      expect(call(params).result?.length).toBeLessThanOrEqual(2);
  });
});

describe("calls", () => {
  it.each(["null", "1", '"x"', "{}", '{"method":1}', '{"method":"__proto__"}', '{"method":"toString","id":{}}'])(
    "%s gets 404",
    (body) => expect(ask(webs(1)["edge"]!, body).status).toBe(404),
  );

  it("change nothing with the public password, unless root or the owner asks", () => {
    const { edge } = webs(1);
    const request = { method: "POST", path: "/v1", query: new URLSearchParams(), body: '{"method":"stop","id":1}' };
    const stranger: Arrived = { ...arrived("n3n:n3n"), asker: { isTrusted: () => false } };
    expect(edge!.answer(request, stranger)).toMatchObject({ status: 401 });
    expect(edge!.answer(request, arrived("n3n:n3n"))).toMatchObject({ status: 200 });
  });
});

describe("events", () => {
  it("go to the last listener of their topic, and to that of debug", () => {
    const topics = new Topics();
    const heard: string[] = [];
    const listener = (name: string) => ({
      name,
      say: (text: string) => heard.push(`${name} ${text}`),
      end: () => heard.push(`${name} ends`),
    });
    const [first, second, debug] = [listener("first"), listener("second"), listener("debug")];
    topics.listen("test", first);
    topics.listen("debug", debug);
    topics.publish("test", { params: ["hello"] });
    topics.listen("test", second);
    topics.publish("test", { params: ["again"] });
    topics.leave(second);
    topics.publish("test", {});
    // The bytes that n3n sends.
    expect(heard).toEqual([
      'debug \u001e{"event":"test","params":["hello"]}\n',
      'first \u001e{"event":"test","params":["hello"]}\n',
      "first ends",
      'second \u001e"replacing"\n',
      'debug \u001e{"event":"test","params":["again"]}\n',
      'second \u001e{"event":"test","params":["again"]}\n',
      'debug \u001e{"event":"test"}\n',
    ]);
    expect(topics.rows()).toMatchObject([{ sockaddr: "debug" }, { sockaddr: "?:?" }, { sockaddr: "?:?" }]);
  });
});
