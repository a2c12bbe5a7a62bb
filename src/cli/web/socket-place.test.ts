import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SocketPlace } from "./socket-place.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "place-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function serve(path: string): Promise<Server> {
  const server = createServer().listen(path);
  await once(server, "listening");
  return server;
}

it("makes its folder, and removes it with the socket", async () => {
  const path = join(folder, "a/b/mgmt");
  const place = await SocketPlace.prepare(path, undefined);
  const server = await serve(path);
  place.open(0o770, undefined);
  expect(statSync(path).mode & 0o777).toBe(0o770);
  server.close();
  place[Symbol.dispose]();
  expect(existsSync(join(folder, "a/b"))).toBe(false);
});

it("leaves a folder that was there", async () => {
  const place = await SocketPlace.prepare(join(folder, "mgmt"), undefined);
  place[Symbol.dispose]();
  expect(existsSync(folder)).toBe(true);
});

it("does not take the socket of a running program", async () => {
  const path = join(folder, "mgmt");
  const server = await serve(path);
  await expect(SocketPlace.prepare(path, undefined)).rejects.toThrow(`${path} belongs to a running daemon`);
  expect(existsSync(path)).toBe(true);
  server.close();
});
