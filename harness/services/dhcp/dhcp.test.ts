import { describe, expect, it } from "vitest";
import { instant, type Instant } from "../../../src/base/instant.ts";
import type { Mac } from "../../../src/base/address/mac.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { DhcpClient, type DhcpAction } from "./client.ts";
import { decodeDhcp, encodeDhcp, type DhcpMessage } from "./message.ts";
import { dhcpAnswer, type DhcpServer } from "./server.ts";
import { dhcpServers, hostMac } from "./servers.ts";

const mac = "02:4e:00:00:00:01" as Mac;
const server = (address: string): DhcpServer => ({
  node: "home",
  address: "192.168.1.1",
  mask: "255.255.255.0",
  resolver: "192.0.2.53",
  lease: 10,
  hosts: [{ node: "alice", mac, address }],
});

/** A client and its server, in virtual time; `deaf`: the server hears nothing. */
class Lan {
  given = server("192.168.1.101");
  deaf = false;
  readonly log: string[] = [];
  readonly client = new DhcpClient(mac, seededRandom(1));
  #now = instant(0);

  start(): this {
    this.#perform(this.client.handle({ kind: "start" }, this.#now));
    return this;
  }

  pass(ms: number): this {
    const until = (this.#now + ms) as Instant;
    for (let wake = this.client.nextWake(); wake !== undefined && wake <= until; wake = this.client.nextWake()) {
      this.#now = wake;
      this.#perform(this.client.handle({ kind: "tick" }, wake));
    }
    this.#now = until;
    return this;
  }

  take(): string[] {
    return this.log.splice(0);
  }

  #perform(actions: readonly DhcpAction[]): void {
    for (const action of actions) {
      const at = this.#now / 1000;
      if (action.kind !== "send") {
        this.log.push(`${at} ${action.kind} ${action.lease.address}`);
        continue;
      }
      this.log.push(`${at} ${action.message.kind}${action.to === undefined ? "" : ` to ${action.to}`}`);
      const answer = this.deaf ? undefined : dhcpAnswer(over(action.message), this.given);
      if (answer === undefined) continue;
      this.log.push(`${at} ${answer.kind}`);
      this.#perform(this.client.handle({ kind: "message", message: over(answer) }, this.#now));
    }
  }
}

/** Over the wire. */
const over = (message: DhcpMessage): DhcpMessage => decodeDhcp(encodeDhcp(message))!;

describe("DHCP", () => {
  it("gives an address, and renews it at half the lease with its server alone", () => {
    const lan = new Lan().start();
    expect(lan.take()).toEqual(["0 discover", "0 offer", "0 request", "0 ack", "0 configure 192.168.1.101"]);
    expect(lan.client.lease).toEqual({ address: "192.168.1.101", mask: "255.255.255.0", router: "192.168.1.1" });
    expect(lan.pass(11_000).take()).toEqual([
      "5 request to 192.168.1.1",
      "5 ack",
      "10 request to 192.168.1.1",
      "10 ack",
    ]);
  });

  it("refuses to renew an address that is another's now, and gives the new one", () => {
    const lan = new Lan().start();
    lan.take();
    lan.given = server("192.168.1.7");
    expect(lan.pass(6_000).take()).toEqual([
      "5 request to 192.168.1.1",
      "5 nak",
      "5 unconfigure 192.168.1.101",
      ...["5 discover", "5 offer", "5 request", "5 ack", "5 configure 192.168.1.7"],
    ]);
  });

  it("asks anybody near the end of a lease, gives up the address at its end, and starts again", () => {
    const lan = new Lan().start();
    lan.take();
    lan.deaf = true;
    expect(lan.pass(10_300).take()).toEqual([
      ...["5", "5.25", "5.75", "6.75", "8.75"].map((at) =>
        at === "8.75" ? `${at} request` : `${at} request to 192.168.1.1`,
      ),
      ...["10 unconfigure 192.168.1.101", "10 discover", "10.25 discover"],
    ]);
    lan.deaf = false;
    expect(lan.pass(500).take().at(-1)).toBe("10.75 configure 192.168.1.101");
  });

  it("ignores what is for others, or from nobody", () => {
    const lan = new Lan().start();
    const offer = { kind: "offer", xid: 1, client: mac, gets: "192.168.1.9", server: "192.168.1.1" } as const;
    expect(lan.client.handle({ kind: "message", message: offer }, instant(1))).toEqual([]);
    const asked = { kind: "discover", xid: 1, client: mac } as const;
    expect(dhcpAnswer({ ...asked, client: "02:4e:00:00:00:02" as Mac }, lan.given)).toBeUndefined();
    expect(dhcpAnswer({ ...asked, kind: "request", server: "192.168.1.2" }, lan.given)).toBeUndefined();
    expect(dhcpAnswer({ ...asked, kind: "ack" }, lan.given)).toBeUndefined();
  });

  it("has the bytes of RFC 2131, and refuses others", () => {
    const bytes = Buffer.from(encodeDhcp({ kind: "request", xid: 0x12345678, client: mac, requested: "192.168.1.5" }));
    expect(bytes.length).toBe(300);
    expect(bytes.subarray(0, 12).toString("hex")).toBe("010106001234567800008000");
    expect(bytes.subarray(28, 34).toString("hex")).toBe("024e00000001");
    expect(bytes.subarray(236, 250).toString("hex")).toBe("638253633501033204c0a80105ff");
    for (const cut of [0, 239, 241, 242]) expect(decodeDhcp(bytes.subarray(0, cut))).toBeUndefined();
    const hostile = Buffer.from(bytes);
    hostile[244] = 200;
    expect(decodeDhcp(hostile)).toMatchObject({ kind: "request", requested: undefined });
    hostile[239] = 0;
    expect(decodeDhcp(hostile)).toBeUndefined();
  });

  it("is what routers with it give to the hosts of their LAN", () => {
    const inner = router({ nat: "home", lan: { bob: host() } });
    const net = topology("t", {
      home: router({ nat: "home", dhcp: { lease: "10s" }, lan: { alice: host(), inner } }),
      other: router({ nat: "home", lan: { carl: host() } }),
    });
    expect(dhcpServers(net, new NetworkState(net, 1).addresses)).toEqual([
      {
        node: "home",
        address: "100.64.1.1",
        mask: "255.255.255.0",
        lease: 10,
        hosts: [{ node: "alice", mac: hostMac("alice"), address: "100.64.1.101" }],
      },
    ]);
    expect(hostMac("alice")).not.toBe(hostMac("bob"));
    expect(hostMac("alice")).toMatch(/^02:4e(:[0-9a-f]{2}){4}$/);
  });
});
