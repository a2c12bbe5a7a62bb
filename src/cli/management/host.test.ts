import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { Note } from "../../base/note.ts";
import { ManagementHost } from "./host.ts";
import { localName } from "./options.ts";
import { ask } from "./status.ts";

const open = (log: (note: Note) => void = () => undefined) =>
  ManagementHost.open(0, log, (request, to, asker) => {
    const said = Buffer.from(request).toString();
    return [{ to, text: `${said} of ${asker.isTrusted() ? "the owner" : "a stranger"}\n` }];
  });

it.runIf(process.platform === "linux")("takes lines at its Unix socket, and identifies their user", async () => {
  await using host = await open();
  const client = connect({ path: `\0${localName(host.port)}` });
  client.end("one\ntwo\nthree");
  expect(await text(client)).toBe("one of the owner\ntwo of the owner\nthree of the owner\n");
});

it.runIf(process.platform === "linux")(
  "closes a connection that sends more than a request without a line end",
  async () => {
    await using host = await open();
    const client = connect({ path: `\0${localName(host.port)}` }).on("error", () => undefined);
    client.write("x".repeat(10_000));
    expect(await text(client).catch(() => "")).toBe("");
  },
);

it.runIf(process.platform === "linux")("accepts a bounded number of connections per user", async () => {
  await using host = await open();
  const clients = Array.from({ length: 9 }, () =>
    connect({ path: `\0${localName(host.port)}` }).on("error", () => undefined),
  );
  const closed = () => clients.filter((client) => client.closed).length;
  await expect.poll(closed).toBe(1);
  for (const client of clients) client.destroy();
});

it.runIf(process.platform === "linux")(
  "tells the owner's datagrams from those with another loopback address",
  async () => {
    await using host = await open();
    const ask = (address: string) =>
      new Promise<string>((resolve) => {
        const socket = createSocket("udp4");
        socket.on("message", (bytes) => {
          resolve(bytes.toString());
          socket.close();
        });
        socket.bind({ address, port: 0 }, () => socket.send("hello", host.port, "127.0.0.1"));
      });
    // This process is also the daemon, so even the first identifies no user: a daemon sends itself no requests.
    expect(await ask("127.0.0.1")).toBe("hello of a stranger\n");
    expect(await ask("127.0.0.2")).toBe("hello of a stranger\n");
  },
);

it.runIf(process.platform === "linux")(
  "answers a user who asks without end in turn, and others at once meanwhile",
  async () => {
    let asked = 0;
    await using host = await ManagementHost.open(
      0,
      () => undefined,
      (request, to) => {
        const [, tag] = Buffer.from(request).toString().split(" ");
        asked++;
        const row = tag === "flood" ? { text: "x".repeat(1000) } : { n: 1 };
        return ["row", "end"].map((_type) => ({ to, text: JSON.stringify({ _tag: tag, _type, ...row }) + "\n" }));
      },
    );
    // None of the answers are read.
    const flood = connect({ path: `\0${localName(host.port)}` }).pause();
    flood.on("error", () => undefined).write("r flood x\n".repeat(20_000));
    await expect.poll(() => asked).toBeGreaterThan(10);
    const datagrams = createSocket("udp4");
    for (let i = 0; i < 500; i++) datagrams.send("r flood x", host.port, "127.0.0.1");
    expect(await ask(host.port, "info")).toEqual([{ n: 1 }]);
    // Unread answers hold up only their own connection.
    expect(asked).toBeLessThan(5000);
    flood.destroy();
    datagrams.close();
  },
);

it.runIf(process.platform === "linux")(
  "answers over UDP while a user has no free connection at the Unix socket",
  async () => {
    await using host = await ManagementHost.open(
      0,
      () => undefined,
      (request, to) => {
        const [, tag] = Buffer.from(request).toString().split(" ");
        return ["row", "end"].map((_type) => ({ to, text: JSON.stringify({ _tag: tag, _type, n: 1 }) + "\n" }));
      },
    );
    const clients = Array.from({ length: 8 }, () =>
      connect({ path: `\0${localName(host.port)}` }).on("error", () => undefined),
    );
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once("connect", resolve))));
    expect(await ask(host.port, "info")).toEqual([{ n: 1 }]);
    for (const client of clients) client.destroy();
  },
);
