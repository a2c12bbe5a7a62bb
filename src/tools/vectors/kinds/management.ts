import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { instant } from "../../../base/instant.ts";
import { EdgeManagement } from "../../../management/edge-management.ts";
import {
  argument,
  commands,
  ObedientDaemon,
  decoded,
  edgeViewOf,
  type RecordedExchange,
  ownWords,
  supernodeViewOf,
  verbosity,
} from "../../../management/recorded-state.ts";
import { SupernodeManagement } from "../../../management/supernode-management.ts";
import type { ConversationKind, RecordOutcome } from "../conversation.ts";
import { subscriberPorts, subscribedBefore } from "../subscribers.ts";

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

const args = z.array(z.string()).optional();

const format = z.object({
  edge: z.object({ args, exchanges, subscription: subscription.default([]) }),
  supernode: z.object({ args, exchanges }),
  edge_header_encrypted: z.object({ args, exchanges }).optional(),
});

type Format = z.infer<typeof format>;

const owner = { isTrusted: () => true };
const client = { address: "127.0.0.1", port: 40_000 };
/** Only the unit of a time is compared, not its value. */
const now = instant(0);
const bytes = (text: string) => new TextEncoder().encode(text);

/** Answers of the reference's management ports; ours, for daemons in the same state, must be the same. */
export const management: ConversationKind = {
  recognises: (json) => "edge" in json && "supernode" in json,
  replay(json) {
    const recorded = format.parse(json);
    return [...edge(recorded), ...subscriptions(recorded), ...supernode(recorded), ...hidden(recorded)];
  },
};

function edge({ edge: recorded }: Format): readonly RecordOutcome[] {
  let at = 0;
  const password = argument(recorded, "--management-password");
  const port = new EdgeManagement(new ObedientDaemon(verbosity(recorded)), () => edgeViewOf(recorded, at), password);
  const ask = (request: string) => port.answer(bytes(request), client, owner, now).map(({ text }) => text);
  return recorded.exchanges.map((exchange, index) => {
    at = index;
    return judged("edge", exchange, ask(exchange.request));
  });
}

function hidden({ edge_header_encrypted: recorded }: Format): readonly RecordOutcome[] {
  if (recorded === undefined) return [];
  const password = argument(recorded, "--management-password");
  const port = new EdgeManagement(new ObedientDaemon(verbosity(recorded)), () => edgeViewOf(recorded, 0), password);
  const ask = (request: string) => port.answer(bytes(request), client, owner, now).map(({ text }) => text);
  return recorded.exchanges.map((exchange) => {
    const ours = ask(exchange.request);
    if (exchange.request.trim() !== "") return judged("edge with -H", exchange, ours);
    // Peers and times of that run were not recorded; the check is that the name stays hidden.
    const keeps = ours.join("").includes("'-- header encrypted --'");
    return { title: "edge with -H, status", ...(!keeps && { failure: "the community's name is not hidden" }) };
  });
}

function supernode({ supernode: recorded }: Format): readonly RecordOutcome[] {
  let at = 0;
  let isEmpty = false;
  const daemon: { reload?: () => number } & ObedientDaemon = new ObedientDaemon(verbosity(recorded));
  const view = () => {
    const { communities, ...rest } = supernodeViewOf(recorded, at);
    return { ...rest, communities: isEmpty ? communities.map((one) => ({ ...one, edges: [] })) : communities };
  };
  // The reference drops all edges when it reloads its list.
  daemon.reload = () => {
    isEmpty = true;
    return 0;
  };
  const port = new SupernodeManagement(daemon, view, argument(recorded, "--management-password"));
  return recorded.exchanges.map((exchange, index) => {
    at = index;
    return judged("supernode", exchange, port.answer(bytes(exchange.request), owner, now));
  });
}

function judged(who: string, { request, replies }: RecordedExchange, ours: readonly string[]): RecordOutcome {
  const title = `${who}, ${JSON.stringify(request)}`;
  if (ownWords.test(request)) {
    const missing = commands(replies).filter((name) => !commands(ours).includes(name));
    const remark = { remarks: ["ours has its own words for help, and more methods"] };
    return missing.length === 0 ? { title, ...remark } : { title, failure: `not in our help: ${missing.join(", ")}` };
  }
  if (isDeepStrictEqual(decoded(ours), decoded(replies))) return { title };
  return { title, failure: `ours ${JSON.stringify(ours)}, recorded ${JSON.stringify(replies)}` };
}

function subscriptions({ edge: recorded }: Format): readonly RecordOutcome[] {
  const { subscription, exchanges } = recorded;
  const password = argument(recorded, "--management-password");
  const port = new EdgeManagement(new ObedientDaemon(verbosity(recorded)), () => edgeViewOf(recorded, 0), password);
  const ask = (request: string, from: number) =>
    port.answer(bytes(request), { address: client.address, port: from }, owner, now);
  const ports = subscriberPorts(subscription);
  for (const request of subscribedBefore(exchanges)) ask(request, ports.before);
  return subscription.flatMap(({ note, from, request, ...heard }): RecordOutcome[] => {
    if (from === undefined || request === undefined) return [];
    const replies = ask(request, ports[from]);
    const differing = (["a", "b", "c"] as const).filter((who) => {
      const ours = replies.filter(({ to }) => to.port === ports[who]).map(({ text }) => text);
      return !isDeepStrictEqual(wordless(ours), wordless(heard[who]));
    });
    const failure = `${differing.join(", ")} heard otherwise: ${JSON.stringify(replies)}`;
    return [{ title: `subscription, "${note}"`, ...(differing.length > 0 && { failure }) }];
  });
}

const wordless = (texts: readonly string[]): object[] =>
  texts.map((text) => ({ ...(JSON.parse(text) as object), help: undefined }));
