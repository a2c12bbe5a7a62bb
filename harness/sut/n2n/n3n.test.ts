import { expect, it } from "vitest";
import type { CaseHost, NodeSetup } from "../contract.ts";
import { edgeOptions, n3n } from "./n3n.ts";

const host = (name: string): CaseHost => ({
  name,
  system: "n3n",
  folder: `/case/${name}`,
  secrets: `/case/${name}/secrets`,
  overlay: "10.77.0.2/24",
  publicAddresses: [],
});

const setup: NodeSetup = {
  host: host("alice"),
  network: { hosts: [] },
  peerToPeer: true,
  address: "10.77.0.2/24",
  helper: { host: host("sn"), address: "198.18.1.1", port: 7654 },
};

const asked = (more: Partial<NodeSetup>) => Object.fromEntries(edgeOptions({ ...setup, ...more }));

it("passes only options that differ from n3n's defaults", () => {
  expect(asked({})).toEqual({
    "tuntap.name": "n3n0",
    "tuntap.address_mode": "static",
    "tuntap.address": "10.77.0.2/24",
    "community.name": "natlab",
    "community.supernode": "198.18.1.1:7654",
    "community.cipher": "AES",
    "daemon.userid": 0,
    "daemon.groupid": 0,
  });
});

it.each([
  [{ peerToPeer: false }, { "connection.allow_p2p": "false" }],
  [{ n2n: { pathMtuDiscovery: true } }, { "connection.pmtu_discovery": "true" }],
  [{ n2n: { tcp: true } }, { "connection.allow_p2p": "false", "connection.connect_tcp": "true" }],
  [{ port: 5000 }, { "connection.bind": 5000 }],
  [
    { n2n: { headerEncryption: true, transform: "speck" } },
    { "community.header_encryption": "true", "community.cipher": "Speck" },
  ],
  [{ n2n: { compression: "lzo" } }, { "community.compression": "lzo" }],
] as const)("translates %j into n3n's options", (more, words) => {
  expect(asked(more)).toMatchObject(words);
});

it("leaves the address to the supernode", () => {
  const { host, network, peerToPeer, helper } = setup;
  const options = Object.fromEntries(edgeOptions({ host, network, peerToPeer, ...(helper && { helper }) }));
  expect(options).toMatchObject({ "tuntap.address_mode": "auto" });
  expect(options).not.toHaveProperty("tuntap.address");
});

it("keeps key and password out of the command line", async () => {
  const secret = { key: "not to be seen", user: { name: "carol", password: "nor this" } };
  const { argv, env } = await n3n.node({ ...setup, n2n: secret });
  expect(argv.join(" ")).not.toMatch(/not to be seen|nor this/);
  expect(env).toEqual({ N3N_KEY: "not to be seen", N3N_PASSWORD: "nor this" });
});

it("refuses what n3n cannot do", () => {
  expect(() => edgeOptions({ ...setup, n2n: { authenticated: "require" } })).toThrow(/n3n has no authenticated frames/);
});
