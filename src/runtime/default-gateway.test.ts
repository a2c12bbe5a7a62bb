import { describe, expect, it } from "vitest";
import { gatewayIn } from "./default-gateway.ts";

const title = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const route = (device: string, to: string, via: string, flags: string, metric: number, mask: string) =>
  `${device}\t${to}\t${via}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0\n`;

describe("the default gateway", () => {
  it("is that of the default route with the lowest metric", () => {
    const table =
      title +
      route("wlan0", "00000000", "FE01A8C0", "0003", 600, "00000000") +
      route("eth0", "00000000", "0101A8C0", "0003", 100, "00000000") +
      route("eth0", "0001A8C0", "00000000", "0001", 100, "00FFFFFF");
    expect(gatewayIn(table)).toEqual({ address: "192.168.1.1", device: "eth0" });
    expect(gatewayIn(table, "eth0")).toEqual({ address: "192.168.1.254", device: "wlan0" });
  });

  it("is no half of everything, no device without a gateway, and nothing where there is nothing", () => {
    expect(gatewayIn(title + route("n2n0", "00000000", "0100000A", "0003", 0, "00000080"))).toBeUndefined();
    expect(gatewayIn(title + route("ppp0", "00000000", "00000000", "0001", 0, "00000000"))).toBeUndefined();
    expect(gatewayIn("")).toBeUndefined();
  });
});
