import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { content, contentDigest } from "./content.ts";
import { receive, send } from "./transfer.ts";

it("delivers everything, and reports so", async () => {
  const server = receive("127.0.0.1", 0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await send("127.0.0.1", port, 100_001)).toBe(`100001 ${contentDigest(100_001)}\n`);
  server.close();
});

it("reports missing and changed bytes", async () => {
  const server = receive("127.0.0.1", 0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  const answer = once(socket, "data") as Promise<[Buffer]>;
  socket.end(Buffer.concat([...content(50_000)]).fill(0, 777, 778));
  const [line] = await answer;
  expect(line.toString()).toMatch(/^50000 /);
  expect(line.toString()).not.toContain(contentDigest(50_000));
  server.close();
});

it("has content of the requested length without repetition", () => {
  const whole = Buffer.concat([...content(40_000)]);
  expect(whole).toHaveLength(40_000);
  const blocks = Array.from({ length: 1250 }, (_, i) => whole.toString("hex", i * 32, i * 32 + 32));
  expect(new Set(blocks).size).toBe(1250);
});
