import { expect, it } from "vitest";
import { routeSteps } from "./routes.ts";

const net = (address: string, prefix: number) => ({ address, prefix });

const marked = ["proto", "168", "metric", "7"];

it("a route goes through the device, and vanishes with it", () => {
  const routes = [{ network: net("192.168.5.0", 24), gateway: "10.0.0.2" }];
  expect(routeSteps({ routes, device: "n2n0", metric: 7 }, new Map())).toEqual([
    { add: ["route", "add", "192.168.5.0/24", "via", "10.0.0.2", "dev", "n2n0"] },
  ]);
});

it("everything except traffic to the supernodes goes through the device", () => {
  const routes = [{ network: net("0.0.0.0", 0), gateway: "10.0.0.2" }];
  const ways = new Map([
    ["198.51.100.1", { gateway: "192.168.1.1", dev: "eth0" }],
    ["192.168.1.9", { dev: "eth0" }],
  ]);
  expect(routeSteps({ routes, device: "n2n0", metric: 7 }, ways)).toEqual([
    {
      add: ["route", "replace", "198.51.100.1/32", "via", "192.168.1.1", "dev", "eth0", "onlink", ...marked],
      lasts: true,
    },
    { add: ["route", "replace", "192.168.1.9/32", "dev", "eth0", ...marked], lasts: true },
    { add: ["route", "add", "0.0.0.0/1", "via", "10.0.0.2", "dev", "n2n0"] },
    { add: ["route", "add", "128.0.0.0/1", "via", "10.0.0.2", "dev", "n2n0"] },
  ]);
});
