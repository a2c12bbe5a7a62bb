import { jsonAnswer, textAnswer, type WebAnswer } from "../exchange.ts";
import { unauthorized } from "../access.ts";

/** What a method returns: one value, or rows, of which the asker may want a part. */
export type Result = { readonly value: unknown } | { readonly rows: Iterable<Readonly<Record<string, unknown>>> };

export interface RpcMethod {
  readonly desc: string;
  /** Only for those who may change something. */
  readonly changes?: true;
  run(params: unknown): Result;
}

export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** n3n's words; its tools look for some of them. */
const spec = {
  version: "2.0",
  unreadable: "Error: parsing json\n",
  unknown: "Unknown method\n",
  overflow: { code: 507, message: "overflow" },
} as const;

/** Tunable: rows of one answer. n3n has room for about 16; its tools ask again for parts. */
const tuned = { rows: 1000 } as const;

/** Answers a call (JSON-RPC 2.0, one at a time), with the status codes of n3n. */
export function callMethod(methods: RpcMethods, body: string, mayChange: () => boolean): WebAnswer {
  const call = parsed(body);
  if (call === undefined) return textAnswer(404, spec.unreadable);
  const { method, id, params } = call;
  const found = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (found === undefined) return textAnswer(404, spec.unknown);
  if (found.changes && !mayChange()) return unauthorized;
  const common = { jsonrpc: spec.version, id };
  const result = found.run(params);
  if ("value" in result) return jsonAnswer({ ...common, result: result.value });
  const part = partOf(params);
  const rows: unknown[] = [];
  let at = -1;
  for (const row of result.rows) {
    if (++at < part.offset) continue;
    if (rows.length >= part.limit) break;
    if (rows.length === tuned.rows) return tooMany(common, rows.length);
    rows.push(row);
  }
  return jsonAnswer({ ...common, result: rows });
}

const tooMany = (common: object, count: number): WebAnswer =>
  jsonAnswer({ ...common, error: { ...spec.overflow, data: { count } } }, spec.overflow.code);

interface Call {
  readonly method: string;
  /** As text, like n3n's, whatever it was. */
  readonly id: string;
  readonly params: unknown;
}

/** Undefined = not a call. `jsonrpc` may be absent, as with n3n. */
function parsed(body: string): Call | undefined {
  let call: unknown;
  try {
    call = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof call !== "object" || call === null || !("method" in call)) return undefined;
  const { method, id, params } = call as { method: unknown; id?: unknown; params?: unknown };
  const isPlain = id === undefined || id === null || typeof id === "string" || typeof id === "number";
  if (typeof method !== "string" || !isPlain) return undefined;
  return { method, id: String(id ?? null), params };
}

function partOf(params: unknown): { readonly offset: number; readonly limit: number } {
  const { offset, limit } = (typeof params === "object" && params !== null ? params : {}) as Record<string, unknown>;
  const whole = (value: unknown): value is number => typeof value === "number" && value >= 0;
  return { offset: whole(offset) ? offset : 0, limit: whole(limit) ? limit : Infinity };
}

/** The first of a list of parameters, as n3n's tools send them. */
export function firstOf(params: unknown): string {
  const [first] = Array.isArray(params) ? (params as unknown[]) : [];
  return typeof first === "string" || typeof first === "number" ? String(first) : "";
}
