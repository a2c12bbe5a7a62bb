import { createSocket } from "node:dgram";
import { expect, it } from "vitest";
import { LoopbackServer } from "./loopback-server.ts";

it("answers in order, beyond one burst, and reports a port in use", async () => {
  const numbers = Array.from({ length: 100 }, (_, n) => String(n));
  await using server: LoopbackServer = await LoopbackServer.open(0, (request, to) => {
    expect(Buffer.from(request).toString()).toBe("hello");
    server.send(numbers.map((text) => ({ to, text })));
  });
  const client = createSocket("udp4");
  const heard: string[] = [];
  client.on("message", (bytes) => heard.push(bytes.toString()));
  client.send("hello", server.port, "127.0.0.1");
  await expect.poll(() => heard).toEqual(numbers);
  client.close();
  await expect(LoopbackServer.open(server.port, () => undefined)).rejects.toThrow(`UDP port ${server.port} is in use`);
});
