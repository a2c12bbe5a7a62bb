import { expect, it } from "vitest";
import { routesIn } from "./kernel-routes.ts";

const title = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const row = (device: string, to: string, via: string, flags: string, metric: number, mask: string) =>
  `${device}\t${to}\t${via}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0\n`;

it("rows of the kernel's table are networks, with their router if any", () => {
  const table =
    title +
    row("wlan0", "00000000", "FE01A8C0", "0003", 600, "00000000") +
    row("eth0", "0001A8C0", "00000000", "0001", 100, "00FFFFFF") +
    row("eth0", "076433C6", "0101A8C0", "0007", 5644, "FFFFFFFF") +
    row("n2n0", "00000080", "0100000A", "0003", 0, "00000080");
  expect(routesIn(table)).toEqual([
    { device: "wlan0", net: "0.0.0.0/0", via: "192.168.1.254", metric: 600 },
    { device: "eth0", net: "192.168.1.0/24", metric: 100 },
    { device: "eth0", net: "198.51.100.7/32", via: "192.168.1.1", metric: 5644 },
    { device: "n2n0", net: "128.0.0.0/1", via: "10.0.0.1", metric: 0 },
  ]);
});

it("rows that are down, reject or malformed are skipped", () => {
  const refused = row("*", "0000000A", "00000000", "0201", 0, "000000FF");
  const down = row("eth1", "0000000A", "00000000", "0000", 0, "000000FF");
  expect(routesIn(title + refused + down)).toEqual([]);
  expect(routesIn("")).toEqual([]);
});
