import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { exchange } from "./http-exchange.ts";

const limits = { patience: 2000, answerBytes: 1000 };
let server: Server | undefined;
afterEach(() => server?.close());

async function ask(listener: RequestListener, body = "x", patience = limits.patience) {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const to = { address: "127.0.0.1", port: (server.address() as AddressInfo).port };
  return exchange({ method: "POST", to, path: "/p?q", headers: { "X-A": "b" }, body }, { ...limits, patience });
}

describe("an HTTP exchange", () => {
  it("carries request and answer", async () => {
    const answer = await ask((request, response) => {
      request.on("data", (data) =>
        response.writeHead(500).end(`${request.url} ${request.headers["x-a"] as string} ${data}`),
      );
    });
    expect([answer!.status, Buffer.from(answer!.body).toString()]).toEqual([500, "/p?q b x"]);
  });

  it("follows no redirect", async () => {
    expect((await ask((_, response) => response.writeHead(302, { Location: "/" }).end()))?.status).toBe(302);
  });

  it.each<[string, RequestListener]>([
    ["is too long", (_, response) => response.end("x".repeat(1001))],
    ["breaks off", (_, response) => void response.write("x", () => response.destroy())],
    ["never comes", () => undefined],
  ])("has no answer if it %s", async (_, listener) => {
    expect(await ask(listener, "x", 300)).toBeUndefined();
  });
});
