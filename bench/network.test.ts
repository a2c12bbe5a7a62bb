import { expect, it } from "vitest";
import { hasWay } from "./network.ts";

const table = [
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
  "eth0\t004DA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
  "",
].join("\n");

it("finds the route to an address in the kernel's table", () => {
  expect(hasWay(table, "192.168.77.2")).toBe(true);
  expect(hasWay(table, "10.9.0.2")).toBe(false);
  expect(hasWay("", "10.9.0.2")).toBe(false);
});
