import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HttpServer, type HttpSink, type HttpStream } from "./http-server.ts";

let folder: string;
let path: string;
let server: HttpServer;
const taken: string[] = [];
const streams: HttpStream[] = [];
/** Of the current test: streams of an earlier one may close late. */
let run = { left: 0 };

const sink: HttpSink = {
  refusal: ({ headers }) =>
    headers["x-refuse"] === undefined ? undefined : { status: 401, type: "text/plain", body: "no\n" },
  answer({ method, url }, body) {
    taken.push(`${method} ${url} ${body.length}`);
    if (url !== "/stream") return { status: 200, type: "text/plain", body: "yes\n", headers: { "X-Own": "1" } };
    return {
      type: "text/event-stream",
      opened(stream) {
        streams.push(stream);
        const mine = run;
        return () => mine.left++;
      },
    };
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "http-"));
  path = join(folder, "socket");
  server = await HttpServer.open({ path }, sink);
  taken.length = 0;
  streams.length = 0;
  run = { left: 0 };
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const send = (options: RequestOptions, body = "") =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: path, agent: false, ...options }, resolve)
      .on("error", reject)
      .end(body);
  });
const answer = async (options: RequestOptions, body?: string) => {
  const message = await send(options, body);
  return { status: message.statusCode, headers: message.headers, body: await text(message) };
};

describe("requests", () => {
  it("are answered with the headers of their answer, and kept out of caches", async () => {
    const { status, headers, body } = await answer({ method: "POST", path: "/v1?x=1" }, "hello");
    expect([status, body, taken]).toEqual([200, "yes\n", ["POST /v1?x=1 5"]]);
    expect(headers).toMatchObject({ "content-type": "text/plain", "cache-control": "no-store", "x-own": "1" });
  });

  it("with HEAD get the head alone", async () => {
    const { headers, body } = await answer({ method: "HEAD", path: "/" });
    expect([headers["content-length"], body]).toEqual(["4", ""]);
  });

  it("that are refused are refused before their body has come", async () => {
    const socket = connect(path);
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nX-Refuse: 1\r\nContent-Length: 1000000\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 [^]*no\n$/);
    expect(taken).toEqual([]);
  });

  it("that are too long are refused", async () => {
    expect((await answer({ method: "POST" }, "x".repeat(64 << 10))).status).toBe(200);
    expect((await answer({ method: "POST" }, "x".repeat((64 << 10) + 1))).status).toBe(413);
    expect(
      (await answer({ headers: { "X-Long": "x".repeat(9000) } }).catch(() => ({ status: "closed" }))).status,
    ).not.toBe(200);
    expect(taken).toHaveLength(1);
  });

  it("that are no HTTP end their connection", async () => {
    const socket = connect(path);
    socket.write("nonsense\r\n\r\n");
    expect(await text(socket)).toBe("");
  });
});

describe("answers that stay open", () => {
  const opened = () => send({ path: "/stream" });

  it("say what is said, and notice when their reader leaves", async () => {
    const message = await opened();
    expect(message.headers["content-type"]).toBe("text/event-stream");
    streams[0]!.say("one\n");
    const part = await new Promise<Buffer>((resolve) => message.once("data", resolve));
    expect(part.toString()).toBe("one\n");
    message.destroy();
    await expect.poll(() => run.left).toBe(1);
  });

  it("are limited in number", async () => {
    const all = await Promise.all(Array.from({ length: 16 }, opened));
    expect((await answer({ path: "/stream" })).status).toBe(503);
    all[0]!.destroy();
    await expect.poll(() => run.left).toBe(1);
    expect((await opened()).statusCode).toBe(200);
  });

  it("end for a reader that does not read", async () => {
    const message = await opened();
    message.pause();
    for (let i = 0; i < 200 && run.left === 0; i++) {
      streams[0]!.say("x".repeat(64 << 10));
      await new Promise(setImmediate);
    }
    await expect.poll(() => run.left).toBe(1);
  });
});
