import { expect, it } from "vitest";
import { networksOf } from "./local-addresses.ts";

it("an IPv6 network is one, whatever addresses this machine has in it; link-local ones name none", () => {
  const at = (device: string, address: string) => ({ device, address, internal: false });
  const networks = networksOf([
    at("wlan0", "2001:db8:1:2:a8bb:ccff:fe00:1"),
    at("wlan0", "2001:db8:1:2::77"),
    at("wlan0", "fe80::1"),
    at("eth0", "2001:db8:1:2::5"),
    at("eth0", "2001:db8:1:3::5"),
  ]);
  expect(networks.map(({ device, address }) => `${device} ${address}`)).toEqual([
    "wlan0 2001:db8:1:2::",
    "eth0 2001:db8:1:2::",
    "eth0 2001:db8:1:3::",
  ]);
});
