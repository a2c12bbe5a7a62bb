import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { createSocket } from "node:dgram";
import { expect, it } from "vitest";
import { bindRefused, UdpSocket } from "./udp-socket.ts";

const anyPort = { address: "127.0.0.1", port: 0 };
const traffic = { tos: 0x10, pathMtuDiscovery: false };

it.runIf(process.platform === "linux")("a marked socket sends and receives like any other", async () => {
  await using marked = await UdpSocket.bind(anyPort, false, traffic);
  await using plain = await UdpSocket.bind(anyPort, false);
  expect(marked.local.address).toBe("127.0.0.1");
  const heard: string[] = [];
  for (const socket of [marked, plain]) socket.onDatagram((bytes, from) => heard.push(`${from.port} ${bytes.length}`));
  const refusals: (string | undefined)[] = [];
  const done = (refusal: string | undefined) => refusals.push(refusal);
  marked.send(new Uint8Array(1), plain.local, done);
  marked.send(new Uint8Array(2), plain.local, done, 3);
  plain.send(new Uint8Array(3), marked.local, done);
  await expect
    .poll(() => [...heard].sort())
    .toEqual([`${marked.local.port} 1`, `${marked.local.port} 2`, `${plain.local.port} 3`].sort());
  expect(refusals).toEqual([undefined, undefined, undefined]);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

it.runIf(process.platform === "linux" && hasIpv6)("a marked socket may be IPv6, and does not occupy IPv4", async () => {
  await using marked = await UdpSocket.bind({ address: "::", port: 0 }, false, traffic);
  await using beside = await UdpSocket.bind({ address: "0.0.0.0", port: marked.local.port }, false, traffic);
  await using far = await UdpSocket.bind({ address: "::1", port: 0 }, false);
  const heard: unknown[] = [];
  for (const socket of [marked, far]) socket.onDatagram((_bytes, from) => heard.push(from));
  const refusals: unknown[] = [];
  far.send(new Uint8Array(1), { address: "::1", port: marked.local.port }, (text) => refusals.push(text));
  marked.send(new Uint8Array(1), far.local, (text) => refusals.push(text), 3);
  beside.send(new Uint8Array(1), far.local, (text) => refusals.push(text));
  const expected = [far.local, { address: "::1", port: marked.local.port }];
  await expect.poll(() => heard).toEqual(expect.arrayContaining(expected));
  expect(refusals.sort()).toEqual(["EINVAL", undefined, undefined]);
});

it.runIf(process.platform === "linux")("a marked socket reports a port in use as node does", async () => {
  const other = createSocket("udp4").bind(0, "127.0.0.1");
  await once(other, "listening");
  const at = { address: "127.0.0.1", port: other.address().port };
  const refusal = await UdpSocket.bind(at, false, traffic).catch((error: unknown) => bindRefused(error, at));
  expect((refusal as Error).message).toContain(`UDP port ${at.port} is in use`);
  other.close();
});
