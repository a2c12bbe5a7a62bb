import { expect, it } from "vitest";
import { lighthouseConfiguration, nebula, nodeConfiguration } from "./nebula.ts";
import { aliceSetup, caseHosts } from "../testing/case-network.ts";
import { Unsupported } from "../unsupported.ts";

const setup = aliceSetup("nebula");

it("makes a node know the lighthouse and relay through it", () => {
  expect(nodeConfiguration(setup)).toMatchObject({
    static_host_map: { "10.77.0.1": ["198.18.1.1:4242"] },
    lighthouse: { hosts: ["10.77.0.1"] },
    listen: { port: 0 },
    relay: { use_relays: true, relays: ["10.77.0.1"] },
  });
  expect(nodeConfiguration(setup).lighthouse).not.toHaveProperty("remote_allow_list");
  expect(nodeConfiguration({ ...setup, port: 5000 }).listen).toMatchObject({ port: 5000 });
});

it("makes a lighthouse relay without a device", () => {
  expect(lighthouseConfiguration({ host: caseHosts("nebula").sn })).toMatchObject({
    lighthouse: { am_lighthouse: true },
    relay: { am_relay: true },
    tun: { disabled: true },
  });
});

it("accepts no address but the lighthouse's if everything is relayed, in either family", () => {
  const only = (address: string) =>
    nodeConfiguration({ ...setup, peerToPeer: false, helper: { ...setup.helper!, address } });
  const nothing = { "0.0.0.0/0": false, "::/0": false };
  expect(only("198.18.1.1").lighthouse).toMatchObject({ remote_allow_list: { ...nothing, "198.18.1.1/32": true } });
  const over6 = only("2001:db8::1");
  expect(over6.lighthouse).toMatchObject({ remote_allow_list: { ...nothing, "2001:db8::1/128": true } });
  expect(over6.static_host_map).toEqual({ "10.77.0.1": ["[2001:db8::1]:4242"] });
});

it("keeps only the private key among the secrets", () => {
  expect(nodeConfiguration(setup).pki).toEqual({
    ca: "/case/sut/alice/ca.crt",
    cert: "/case/sut/alice/host.crt",
    key: "/case/sut/alice/secrets/host.key",
  });
});

it("refuses any address but the one in its certificate", async () => {
  const other = async () => nebula.node({ ...setup, address: "10.77.0.9/24" });
  await expect(other()).rejects.toThrow(Unsupported);
});
