import type { RecordedExchange } from "../../management/recorded-state.ts";

interface Step {
  readonly from?: "a" | "b" | "c" | undefined;
  readonly request?: string | undefined;
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly c: readonly string[];
}

/** Clients not named in any answer: any unused ports. */
const unnamed = { a: 1, b: 2, c: 3, before: 4 } as const;

/**
 * The sockets of a recording's three clients, and of earlier subscribers: answers identify them by the tag of their
 * subscription.
 */
export function subscriberPorts(steps: readonly Step[]): Readonly<Record<keyof typeof unnamed, number>> {
  const rows = steps
    .flatMap(({ a, b, c }) => [...a, ...b, ...c])
    .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>)
    .filter(({ _type, topic, tag }) => _type === "row" && topic !== undefined && tag !== "");
  const ports: Record<keyof typeof unnamed, number> = { ...unnamed };
  for (const { topic, tag, sockaddr } of rows) {
    const port = Number(/:(\d+)$/.exec(String(sockaddr))?.[1] ?? 0);
    const step = steps.find(({ request = "" }) => isSubscription(request, String(tag), String(topic)));
    if (port > 0) ports[step?.from ?? "before"] = port;
  }
  return ports;
}

/** Successful requests before the steps began. */
export function subscribedBefore(exchanges: readonly RecordedExchange[]): readonly string[] {
  return exchanges.flatMap(({ request, replies }) =>
    request.startsWith("s ") && replies.some((reply) => reply.includes('"_type":"subscribe"')) ? [request] : [],
  );
}

const isSubscription = (request: string, tag: string, topic: string): boolean => {
  const [type, options = "", about] = request.trim().split(/ +/);
  return type === "s" && options.split(":")[0] === tag && about === topic;
};
