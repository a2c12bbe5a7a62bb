import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "../base/endpoint.ts";
import { instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import { EdgeManagement } from "./edge-management.ts";
import type { EdgeView } from "./edge-view.ts";
import { SupernodeManagement } from "./supernode-management.ts";
import type { SupernodeView } from "./supernode-view.ts";

interface Exchange {
  readonly request: string;
  readonly replies: readonly string[];
}
interface Step {
  readonly note: string;
  readonly from?: "a" | "b" | "c";
  readonly request?: string;
  readonly a: readonly string[];
  readonly b?: readonly string[];
  readonly c?: readonly string[];
}
const recorded = JSON.parse(readFileSync(new URL("vectors/management.json", import.meta.url), "utf8")) as {
  readonly edge: { readonly exchanges: readonly Exchange[]; readonly subscription: readonly Step[] };
  readonly supernode: { readonly exchanges: readonly Exchange[] };
  readonly edge_header_encrypted: { readonly exchanges: readonly Exchange[] };
};

const second = (n: number) => instant((1795250000 + n) * 1000);
const net = (address: string) => ({ address, prefix: 24 });
const [alpha, beta, sn] = ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:5e:00:00:00:01"] as Mac[];
const owner = { isTrusted: () => true };
const client: Endpoint = { address: "127.0.0.1", port: 40000 };

const edgeView: EdgeView = {
  version: "ours",
  community: "mgmtnet",
  mac: alpha!,
  address: net("10.50.1.1"),
  registration: "registered",
  startedAt: second(270),
  lastSupernode: second(270),
  lastDirect: second(277),
  peers: [
    {
      mac: beta!,
      path: "direct",
      since: second(277),
      why: "punched",
      socket: { address: "10.78.0.11", port: 50002 },
      local: true,
      address: net("10.50.1.2"),
      description: "beta",
      lastSeen: second(277),
      lastDirect: second(277),
    },
  ],
  supernodes: [
    {
      socket: { address: "10.78.0.1", port: 7654 },
      listed: true,
      state: "registered",
      mac: sn!,
      version: "3.1.1",
      selection: "load =        0",
      lastSeen: second(277),
      startedAt: second(269),
    },
  ],
  packets: {
    sealed: { sent: 6, received: 6 },
    direct: { sent: 3, received: 4 },
    relayed: { sent: 3, received: 2 },
    relayedBroadcast: { sent: 3, received: 2 },
  },
};

const supernodeView: SupernodeView = {
  version: "ours",
  mac: sn!,
  startedAt: second(269),
  lastForward: second(272),
  lastRegistration: second(290),
  communities: [
    { name: "*fedname1", kind: "federation", edges: [] },
    {
      name: "mgmtnet",
      kind: "fixed",
      subnet: net("10.50.1.0"),
      edges: [
        ["10.50.1.1", alpha!, "10.78.0.21", 50001, "alpha"] as const,
        ["10.50.1.2", beta!, "10.78.0.11", 50002, "beta"] as const,
      ].map(([address, mac, host, port, description]) => {
        return {
          mac,
          address: net(address),
          description,
          socket: { address: host, port },
          transport: "UDP",
          lastSeen: second(290),
        };
      }),
    },
    { name: "hdr1", kind: "fixed", subnet: net("10.196.192.0"), edges: [] },
  ],
  counters: { forwarded: 0, broadcast: 3, registrations: 4, refused: 0, errors: 0 },
};

class Daemon {
  level = 2;
  stopped = false;
  verbosity = () => this.level;
  setVerbosity = (level: number) => void (this.level = level);
  stop = () => void (this.stopped = true);
  reload = () => 0;
}

/** Times go on while the daemon is asked. */
const passing = ["last_super", "last_reg_super", "last_fwd"];

function decoded(replies: readonly string[]): unknown {
  if (!replies.every((reply) => reply.startsWith("{"))) return replies.join("").replace(/ +\d+/g, " N");
  return replies.map((reply) => {
    const row = JSON.parse(reply) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !passing.includes(name)));
  });
}

/** Ours has its own words, and methods beyond the reference's. */
const ownWords = /^(help|\?|r \d+ help(\.events)?)\s*$/;
const commands = (replies: readonly string[]) =>
  replies.flatMap((reply) => /"(?:cmd|topic)":"([^"]+)","(?:help|tag)"/.exec(reply)?.[1] ?? []);

const bytes = (text: string) => new TextEncoder().encode(text);

describe("management transcripts of the reference", () => {
  describe("edge", () => {
    const management = new EdgeManagement(new Daemon(), () => edgeView, undefined);
    const ask = (request: string) =>
      management.answer(bytes(request), client, owner, second(280)).map(({ text }) => text);

    it.each(recorded.edge.exchanges)("$request", ({ request, replies }) => {
      const ours = ask(request);
      if (!ownWords.test(request)) expect(decoded(ours)).toEqual(decoded(replies));
      else expect(commands(ours)).toEqual(expect.arrayContaining(commands(replies)));
    });
  });

  it("subscriptions", () => {
    const management = new EdgeManagement(new Daemon(), () => edgeView, undefined);
    const ports = { a: 35436, b: 37896, c: 40001 } as const;
    // The transcript's own first subscriber to peer, from the exchanges before.
    management.answer(bytes("s 21:1:n2n peer"), { address: "127.0.0.1", port: 60356 }, owner, second(0));
    for (const { note, from, request, ...heard } of recorded.edge.subscription) {
      if (from === undefined || request === undefined) continue;
      const replies = management.answer(bytes(request), { address: "127.0.0.1", port: ports[from] }, owner, second(0));
      for (const who of ["a", "b", "c"] as const) {
        const texts = replies.filter(({ to }) => to.port === ports[who]).map(({ text }) => JSON.parse(text) as object);
        const expected = heard[who]!.map((text) => JSON.parse(text) as Record<string, unknown>);
        const wordless = (rows: object[]) => rows.map((row) => ({ ...row, help: undefined }));
        expect(wordless(texts), `${note}: ${who}`).toEqual(wordless(expected));
      }
    }
  });

  describe("supernode", () => {
    let view = supernodeView;
    const daemon = new Daemon();
    // The reference drops everybody when its list is read again.
    daemon.reload = () => {
      view = { ...view, communities: view.communities.map((community) => ({ ...community, edges: [] })) };
      return 0;
    };
    const management = new SupernodeManagement(daemon, () => view, undefined);
    it.each(recorded.supernode.exchanges)("$request", ({ request, replies }) => {
      const ours = management.answer(bytes(request), owner, second(300));
      if (!ownWords.test(request)) expect(decoded(ours)).toEqual(decoded(replies));
      else expect(commands(ours)).toEqual(expect.arrayContaining(commands(replies)));
    });
    it("stop", () => expect(daemon.stopped).toBe(true));
  });

  it("an edge with encrypted headers keeps its community to itself", () => {
    const daemon = new Daemon();
    const { community, ...rest } = edgeView;
    const view = { ...rest, peers: [], supernodes: [] };
    const management = new EdgeManagement(daemon, () => view, "s3cret");
    const answers = recorded.edge_header_encrypted.exchanges.map(({ request }) =>
      management.answer(bytes(request), client, owner, second(313)).map(({ text }) => text),
    );
    for (const [at, { request, replies }] of recorded.edge_header_encrypted.exchanges.entries()) {
      if (request !== "\n") expect(decoded(answers[at]!)).toEqual(decoded(replies));
    }
    expect(answers[1]!.join("")).toContain("COMMUNITY '-- header encrypted --'");
    expect(answers.flat().join("")).not.toContain(community);
    expect(daemon.stopped).toBe(true);
  });
});
