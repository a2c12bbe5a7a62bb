import { expect, it } from "vitest";
import { AddressWatch } from "./address-watch.ts";
import type { WayOut } from "./default-gateway.ts";
import type { LocalAddress } from "../datapath/local-addresses.ts";

const on = (device: string, address: string, internal = false) => ({ device, address, internal });

it("reports new and changed addresses, but not loopback, the overlay, or the lack of any", () => {
  let present: LocalAddress[] = [on("lo", "127.0.0.1", true), on("wlan0", "192.168.1.5")];
  let count = 0;
  const news = { changed: () => void count++, bound: () => expect.unreachable() };
  const watch = new AddressWatch(
    { overlay: "edge0" },
    news,
    () => present,
    undefined,
    () => undefined,
  );
  const becomes = (...addresses: LocalAddress[]) => {
    present = addresses;
    watch.check();
    return count;
  };
  expect(becomes(on("wlan0", "192.168.1.5"), on("edge0", "10.0.0.1"), on("lo", "127.0.0.2", true))).toBe(0);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(1);
  expect(becomes()).toBe(1);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(2);
  expect(becomes(on("eth0", "192.0.2.5"), on("wlan0", "10.9.9.9"))).toBe(3);
  expect(becomes(on("wlan0", "10.9.9.9"), on("eth0", "192.0.2.5"))).toBe(3);
});

it("reports another default route, but not the lack of one, nor the same again", () => {
  const present = [on("wlan0", "192.168.1.5"), on("wwan0", "10.9.9.9")];
  let way: WayOut | undefined = { device: "wlan0", address: "192.168.1.1" };
  let count = 0;
  const news = { changed: () => void count++, bound: () => expect.unreachable() };
  const watch = new AddressWatch(
    { overlay: "edge0" },
    news,
    () => present,
    () => present,
    () => way,
  );
  const becomes = (next: WayOut | undefined) => {
    way = next;
    watch.check();
    return count;
  };
  expect(becomes(undefined)).toBe(0);
  expect(becomes({ device: "wlan0", address: "192.168.1.1" })).toBe(0);
  expect(becomes({ device: "wwan0" })).toBe(1);
  expect(becomes(undefined)).toBe(1);
  expect(becomes({ device: "wlan0", address: "192.168.1.1" })).toBe(2);
  expect(becomes({ device: "wlan0", address: "192.168.1.254" })).toBe(3);
});

it("reports once that the address of the socket is gone, and once that it is back", () => {
  let present: LocalAddress[] = [on("eth0", "192.0.2.5")];
  const reports: boolean[] = [];
  const news = { changed: () => undefined, bound: (isThere: boolean) => void reports.push(isThere) };
  const watch = new AddressWatch(
    { overlay: "edge0", bound: "192.0.2.5" },
    news,
    () => [],
    () => present,
    () => undefined,
  );
  for (const addresses of [present, [], [], [on("eth0", "192.0.2.6")], [on("eth1", "192.0.2.5")], present]) {
    present = addresses;
    watch.check();
  }
  expect(reports).toEqual([false, true]);
});
