import { expect, it } from "vitest";
import { AddressWatch } from "./address-watch.ts";
import type { LocalAddress } from "./datapath/local-addresses.ts";

it("tells of addresses that come and change, not of the loopback, the overlay or none at all", () => {
  const on = (device: string, address: string, internal = false) => ({ device, address, internal });
  let present: LocalAddress[] = [on("lo", "127.0.0.1", true), on("wlan0", "192.168.1.5")];
  let told = 0;
  const changed = () => void told++;
  using watch = new AddressWatch("edge0", changed, () => present);
  const becomes = (...addresses: LocalAddress[]) => {
    present = addresses;
    watch.check(changed);
    return told;
  };
  expect(becomes(on("wlan0", "192.168.1.5"), on("edge0", "10.0.0.1"), on("lo", "127.0.0.2", true))).toBe(0);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(1);
  expect(becomes()).toBe(1);
  expect(becomes(on("wlan0", "10.9.9.9"))).toBe(2);
  expect(becomes(on("eth0", "192.0.2.5"), on("wlan0", "10.9.9.9"))).toBe(3);
  expect(becomes(on("wlan0", "10.9.9.9"), on("eth0", "192.0.2.5"))).toBe(3);
});
