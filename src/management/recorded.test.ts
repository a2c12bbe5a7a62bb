import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "../base/address/endpoint.ts";
import { EdgeManagement } from "./edge-management.ts";
import { instant } from "../base/instant.ts";
import { commands, ObedientDaemon, decoded, edgeViewOf, ownWords, supernodeViewOf } from "./recorded-state.ts";
import { SupernodeManagement } from "./supernode-management.ts";

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
  readonly edge: {
    readonly args: readonly string[];
    readonly exchanges: readonly Exchange[];
    readonly subscription: readonly Step[];
  };
  readonly supernode: { readonly args: readonly string[]; readonly exchanges: readonly Exchange[] };
  readonly edge_header_encrypted: { readonly exchanges: readonly Exchange[] };
};

const edgeView = edgeViewOf(recorded.edge, 0);
const now = instant(0);
const owner = { isTrusted: () => true };
const client: Endpoint = { address: "127.0.0.1", port: 40000 };

const bytes = (text: string) => new TextEncoder().encode(text);

// A transcript is one conversation: each request depends on those before.
describe("management transcripts of the reference", { shuffle: false }, () => {
  describe("edge", () => {
    const management = new EdgeManagement(new ObedientDaemon(), () => edgeView, undefined);
    const ask = (request: string) => management.answer(bytes(request), client, owner, now).map(({ text }) => text);

    it.each(recorded.edge.exchanges)("$request", ({ request, replies }) => {
      const ours = ask(request);
      if (!ownWords.test(request)) expect(decoded(ours)).toEqual(decoded(replies));
      else expect(commands(ours)).toEqual(expect.arrayContaining(commands(replies)));
    });
  });

  it("subscriptions", () => {
    const management = new EdgeManagement(new ObedientDaemon(), () => edgeView, undefined);
    const ports = { a: 35436, b: 37896, c: 40001 } as const;
    // The transcript's own first subscriber to peer, from the exchanges before.
    management.answer(bytes("s 21:1:n2n peer"), { address: "127.0.0.1", port: 60356 }, owner, now);
    for (const { note, from, request, ...heard } of recorded.edge.subscription) {
      if (from === undefined || request === undefined) continue;
      const replies = management.answer(bytes(request), { address: "127.0.0.1", port: ports[from] }, owner, now);
      for (const who of ["a", "b", "c"] as const) {
        const texts = replies.filter(({ to }) => to.port === ports[who]).map(({ text }) => JSON.parse(text) as object);
        const expected = heard[who]!.map((text) => JSON.parse(text) as Record<string, unknown>);
        const wordless = (rows: object[]) => rows.map((row) => ({ ...row, help: undefined }));
        expect(wordless(texts), `${note}: ${who}`).toEqual(wordless(expected));
      }
    }
  });

  describe("supernode", () => {
    let view = supernodeViewOf(recorded.supernode, 0);
    const daemon = new ObedientDaemon();
    // The reference drops all edges when it reloads its list.
    daemon.reload = () => {
      view = { ...view, communities: view.communities.map((community) => ({ ...community, edges: [] })) };
      return 0;
    };
    const management = new SupernodeManagement(daemon, () => view, undefined);
    it.each(recorded.supernode.exchanges)("$request", ({ request, replies }) => {
      const ours = management.answer(bytes(request), owner, now);
      if (!ownWords.test(request)) expect(decoded(ours)).toEqual(decoded(replies));
      else expect(commands(ours)).toEqual(expect.arrayContaining(commands(replies)));
    });
    it("stop", () => expect(daemon.stopped).toBe(true));
  });

  it("an edge with encrypted headers keeps its community secret", () => {
    const daemon = new ObedientDaemon();
    const { community, ...rest } = edgeView;
    const view = { ...rest, peers: [], supernodes: [] };
    const management = new EdgeManagement(daemon, () => view, "s3cret");
    const answers = recorded.edge_header_encrypted.exchanges.map(({ request }) =>
      management.answer(bytes(request), client, owner, now).map(({ text }) => text),
    );
    for (const [at, { request, replies }] of recorded.edge_header_encrypted.exchanges.entries()) {
      if (request !== "\n") expect(decoded(answers[at]!)).toEqual(decoded(replies));
    }
    expect(answers[1]!.join("")).toContain("COMMUNITY '-- header encrypted --'");
    expect(answers.flat().join("")).not.toContain(community);
    expect(daemon.stopped).toBe(true);
  });
});
