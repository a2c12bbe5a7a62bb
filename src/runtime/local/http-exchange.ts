import { request } from "node:http";
import type { Endpoint } from "../../base/address/endpoint.ts";

export interface HttpExchange {
  readonly method: "GET" | "POST";
  readonly to: Endpoint;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ExchangeLimits {
  /** Limit from the start to the last byte of the answer, in milliseconds. */
  readonly patience: number;
  readonly answerBytes: number;
}

/**
 * One request over plain HTTP to a numeric address, one answer. Undefined = none, or too long or too slow. Redirects
 * are not followed.
 */
export function exchange(
  { method, to, path, headers, body }: HttpExchange,
  { patience, answerBytes }: ExchangeLimits,
): Promise<{ readonly status: number; readonly body: Uint8Array } | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(patience);
    const length = { "Content-Length": String(Buffer.byteLength(body)), Connection: "close" };
    const asked = request(
      { host: to.address, port: to.port, method, path, headers: { ...headers, ...length }, agent: false, signal },
      (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (part: Buffer) => {
          bytes += part.length;
          parts.push(part);
          if (bytes <= answerBytes) return;
          // A body of a single chunk is complete as well.
          resolve(undefined);
          asked.destroy();
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }));
        answer.on("close", () => resolve(undefined));
        answer.on("error", () => resolve(undefined));
      },
    );
    asked.on("error", () => resolve(undefined));
    asked.end(body);
  });
}
