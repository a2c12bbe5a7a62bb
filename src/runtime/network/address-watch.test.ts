import { expect, it } from "vitest";
import { AddressWatch } from "./address-watch.ts";
import type { LocalAddress } from "../datapath/local-addresses.ts";

const on = (device: string, address: string, internal = false) => ({ device, address, internal });

it("tells of addresses that come and change, not of the loopback, the overlay or none at all", () => {
  let present: LocalAddress[] = [on("lo", "127.0.0.1", true), on("wlan0", "192.168.1.5")];
  let told = 0;
  const news = { changed: () => void told++, bound: () => expect.unreachable() };
  const watch = new AddressWatch({ overlay: "edge0" }, news, () => present);
  const becomes = (...addresses: LocalAddress[]) => {
    present = addresses;
    watch.check();
    return told;
  };
  expect(becomes(on("wlan0", "192.168.1.5"), on("edge0", "10.0.0.1"), on("lo", "127.0.0.2", true))).toBe(0);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(1);
  expect(becomes()).toBe(1);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(2);
  expect(becomes(on("eth0", "192.0.2.5"), on("wlan0", "10.9.9.9"))).toBe(3);
  expect(becomes(on("wlan0", "10.9.9.9"), on("eth0", "192.0.2.5"))).toBe(3);
});

it("tells once that the address of the socket went, and once that it is back", () => {
  let present: LocalAddress[] = [on("eth0", "192.0.2.5")];
  const told: boolean[] = [];
  const news = { changed: () => undefined, bound: (isThere: boolean) => void told.push(isThere) };
  const watch = new AddressWatch(
    { overlay: "edge0", bound: "192.0.2.5" },
    news,
    () => [],
    () => present,
  );
  for (const addresses of [present, [], [], [on("eth0", "192.0.2.6")], [on("eth1", "192.0.2.5")], present]) {
    present = addresses;
    watch.check();
  }
  expect(told).toEqual([false, true]);
});
