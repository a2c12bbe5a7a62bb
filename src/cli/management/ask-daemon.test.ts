import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, it } from "vitest";
import { askDaemon } from "./ask-daemon.ts";

it("ignores a program that could belong to another user", async () => {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, { port }) => {
    const [, tag] = bytes.toString().split(" ");
    for (const row of [{ _type: "row", n: 1 }, { _type: "end" }])
      socket.send(JSON.stringify({ _tag: tag, ...row }), port, "127.0.0.1");
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  expect(await askDaemon(port, "info")).toEqual([{ n: 1 }]);
  const self = process.getuid!();
  const of =
    (...users: number[]) =>
    () =>
      users.map((user) => ({ user, inode: "1" }));
  expect(await askDaemon(port, "info", of(0, self))).toEqual([{ n: 1 }]);
  await expect(askDaemon(port, "info", of(0, 4711))).rejects.toThrow("belongs to user 4711");
  socket.close();
});
