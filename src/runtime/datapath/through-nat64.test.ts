import { expect, it } from "vitest";
import type { Datagram, DatapathSink } from "./datapath.ts";
import { ThroughNat64 } from "./through-nat64.ts";

const bytes = Uint8Array.of(1);
const to = (address: string): Datagram => ({ remote: { address, port: 7654 }, bytes });

it("sends to IPv4 addresses through the prefix, and shows where datagrams come from by theirs", async () => {
  const sent: Datagram[] = [];
  const heard: Datagram[] = [];
  let inner: DatapathSink | undefined;
  const ipv6 = {
    start: async (sink: DatapathSink) => void (inner = sink),
    send: (batch: readonly Datagram[]) => void sent.push(...batch),
  };
  const datapath = new ThroughNat64(ipv6 as never, "64:ff9b::");
  const unused = () => expect.unreachable();
  await datapath.start({ frames: unused, broken: unused, datagrams: (batch) => void heard.push(...batch) });
  datapath.send([to("192.0.2.33"), to("2001:db8::1")]);
  expect(sent).toEqual([to("64:ff9b::c000:221"), to("2001:db8::1")]);
  inner!.datagrams([to("64:ff9b::c000:221"), to("2001:db8::1")]);
  expect(heard).toEqual([to("192.0.2.33"), to("2001:db8::1")]);

  datapath.prefix = "2001:db8:64::";
  datapath.send([to("192.0.2.33")]);
  inner!.datagrams([to("2001:db8:64::c000:221"), to("64:ff9b::c000:221")]);
  datapath.prefix = undefined;
  datapath.send([to("192.0.2.33")]);
  inner!.datagrams([to("192.0.2.33")]);
  expect(sent.slice(2)).toEqual([to("2001:db8:64::c000:221"), to("192.0.2.33")]);
  expect(heard.slice(2)).toEqual([to("192.0.2.33"), to("64:ff9b::c000:221"), to("192.0.2.33")]);
});
