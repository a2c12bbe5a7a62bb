/**
 * A request over HTTP, in the order in which it is answered:
 *
 * 1. `access.ts`: may who asks read, or change something? Before its body is read
 * 2. `web.ts`: which of the ways below it takes, by method and path
 * 3. `n3n/json-rpc.ts`: a call of n3n's management interface; `n3n/edge-methods.ts` and `n3n/supernode-methods.ts` have them
 * 4. `metrics/`: figures in Prometheus's format
 * 5. `pages/`: the status as a page, a picture, a graph and data
 * 6. `topics.ts`: events for those who subscribed
 *
 * @module
 */

/** A request whose body has been read. */
export interface WebRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface WebAnswer {
  readonly status: number;
  /** Its media type. */
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const textAnswer = (status: number, body: string): WebAnswer => ({ status, type: "text/plain", body });

export const jsonAnswer = (body: unknown, status = 200): WebAnswer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});
