import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { EdgeManagement } from "../../management/edge-management.ts";
import type { EdgeView } from "../../management/edge-view.ts";
import {
  commands,
  Daemon,
  decoded,
  edgeView,
  ownWords,
  second,
  supernodeView,
} from "../../management/recorded-state.ts";
import { SupernodeManagement } from "../../management/supernode-management.ts";
import type { ConversationKind } from "./conversation.ts";
import type { Outcome } from "./file.ts";

const exchanges = z.array(z.object({ request: z.string(), replies: z.array(z.string()) }));
const heard = z.array(z.string()).default([]);
const subscription = z.array(
  z.object({
    note: z.string(),
    from: z.enum(["a", "b", "c"]).optional(),
    request: z.string().optional(),
    a: heard,
    b: heard,
    c: heard,
  }),
);

const format = z.object({
  edge: z.object({ exchanges, subscription: subscription.default([]) }),
  supernode: z.object({ exchanges }),
  edge_header_encrypted: z.object({ exchanges }).optional(),
});

type Format = z.infer<typeof format>;
type Exchange = z.infer<typeof exchanges>[number];

const owner = { isTrusted: () => true };
const client = { address: "127.0.0.1", port: 40_000 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** What the reference's management ports answered; ours, asked about daemons in the same state, must answer alike. */
export const management: ConversationKind = {
  recognises: (json) => "edge" in json && "supernode" in json,
  replay(json) {
    const recorded = format.parse(json);
    return [...edge(recorded), ...subscriptions(recorded), ...supernode(recorded), ...hidden(recorded)];
  },
};

function edge({ edge: { exchanges } }: Format): readonly Outcome[] {
  const port = new EdgeManagement(new Daemon(), () => edgeView, undefined);
  const ask = (request: string) => port.answer(bytes(request), client, owner, second(280)).map(({ text }) => text);
  return exchanges.map((exchange) => judged("edge", exchange, ask(exchange.request)));
}

function hidden({ edge_header_encrypted: recorded }: Format): readonly Outcome[] {
  const view: EdgeView = { ...edgeView, peers: [], supernodes: [] };
  delete (view as { community?: string }).community;
  const port = new EdgeManagement(new Daemon(), () => view, "s3cret");
  const ask = (request: string) => port.answer(bytes(request), client, owner, second(313)).map(({ text }) => text);
  return (recorded?.exchanges ?? []).map((exchange) => {
    const ours = ask(exchange.request);
    if (exchange.request.trim() !== "") return judged("edge with -H", exchange, ours);
    // Peers and times of that run were not recorded: what counts is that the name is kept.
    const keeps = ours.join("").includes("'-- header encrypted --'");
    return { title: "edge with -H, status", ...(!keeps && { failure: "the community's name is not hidden" }) };
  });
}

function supernode({ supernode: { exchanges } }: Format): readonly Outcome[] {
  let view = supernodeView;
  const daemon = new Daemon();
  // The reference drops everybody when its list is read again.
  daemon.reload = () => {
    view = { ...view, communities: view.communities.map((community) => ({ ...community, edges: [] })) };
    return 0;
  };
  const port = new SupernodeManagement(daemon, () => view, undefined);
  return exchanges.map((exchange) =>
    judged("supernode", exchange, port.answer(bytes(exchange.request), owner, second(300))),
  );
}

function judged(who: string, { request, replies }: Exchange, ours: readonly string[]): Outcome {
  const title = `${who}, ${JSON.stringify(request)}`;
  if (ownWords.test(request)) {
    const missing = commands(replies).filter((name) => !commands(ours).includes(name));
    const remark = { remarks: ["ours has its own words for help, and more methods"] };
    return missing.length === 0 ? { title, ...remark } : { title, failure: `not in our help: ${missing.join(", ")}` };
  }
  if (isDeepStrictEqual(decoded(ours), decoded(replies))) return { title };
  return { title, failure: `ours ${JSON.stringify(ours)}, recorded ${JSON.stringify(replies)}` };
}

/** The transcript's own sockets, since its answers name them. */
const ports = { a: 35_436, b: 37_896, c: 40_001, peer: 60_356 } as const;

function subscriptions({ edge: { subscription } }: Format): readonly Outcome[] {
  const port = new EdgeManagement(new Daemon(), () => edgeView, undefined);
  const ask = (request: string, from: number) =>
    port.answer(bytes(request), { address: client.address, port: from }, owner, second(0));
  // From the exchanges before.
  ask("s 21:1:n2n peer", ports.peer);
  return subscription.flatMap(({ note, from, request, ...recorded }): Outcome[] => {
    if (from === undefined || request === undefined) return [];
    const replies = ask(request, ports[from]);
    const differing = (["a", "b", "c"] as const).filter((who) => {
      const ours = replies.filter(({ to }) => to.port === ports[who]).map(({ text }) => text);
      return !isDeepStrictEqual(wordless(ours), wordless(recorded[who]));
    });
    const failure = `${differing.join(", ")} heard otherwise: ${JSON.stringify(replies)}`;
    return [{ title: `subscription, "${note}"`, ...(differing.length > 0 && { failure }) }];
  });
}

const wordless = (texts: readonly string[]): object[] =>
  texts.map((text) => ({ ...(JSON.parse(text) as object), help: undefined }));
