import { describe, expect, it } from "vitest";
import { gatewayIn, wayOutIn } from "./default-gateway.ts";

const everything = "0.0.0.0/0";

describe("the default gateway", () => {
  it("is that of the default route with the lowest metric", () => {
    const routes = [
      { device: "wlan0", net: everything, via: "192.168.1.254", metric: 600 },
      { device: "eth0", net: everything, via: "192.168.1.1", metric: 100 },
      { device: "eth0", net: "192.168.1.0/24", metric: 100 },
    ];
    expect(gatewayIn(routes)).toEqual({ address: "192.168.1.1", device: "eth0" });
    expect(gatewayIn(routes, "eth0")).toEqual({ address: "192.168.1.254", device: "wlan0" });
  });

  it("is not a /1 route, not a device without a gateway, and undefined without routes", () => {
    expect(gatewayIn([{ device: "n2n0", net: "0.0.0.0/1", via: "10.0.0.1", metric: 0 }])).toBeUndefined();
    expect(gatewayIn([{ device: "ppp0", net: everything, metric: 0 }])).toBeUndefined();
    expect(gatewayIn([])).toBeUndefined();
  });
});

it("the default route may be a device without a gateway", () => {
  const ppp = { device: "ppp0", net: everything, metric: 0 };
  const wlan = { device: "wlan0", net: everything, via: "192.168.1.254", metric: 600 };
  expect(wayOutIn([wlan, ppp])).toEqual({ device: "ppp0" });
  expect(wayOutIn([wlan, ppp], "ppp0")).toEqual({ device: "wlan0", address: "192.168.1.254" });
  expect(wayOutIn([])).toBeUndefined();
});
