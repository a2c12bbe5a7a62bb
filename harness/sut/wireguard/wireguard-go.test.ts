import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { wireguardKeys } from "./keys.ts";
import { parsePeers } from "./show.ts";
import { hubPeer, nodePeer, wireguardGo } from "./wireguard-go.ts";
import { aliceSetup } from "../testing/case-network.ts";
import { Unsupported } from "../unsupported.ts";

it("makes keys of 32 bytes that belong together", async () => {
  const { privateKey, publicKey } = await wireguardKeys();
  expect(Buffer.from(privateKey, "base64")).toHaveLength(32);
  // RFC 8410: what stands in front of an X25519 key in PKCS #8.
  const before = Buffer.from("302e020100300506032b656e04220420", "hex");
  const key = Buffer.concat([before, Buffer.from(privateKey, "base64")]);
  const made = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" }));
  expect(made.export({ format: "jwk" }).x).toBe(Buffer.from(publicKey, "base64").toString("base64url"));
});

it("reads what wg shows of peers: one that was heard, and one that was not", () => {
  const dump = [
    "KEY1=\t(none)\t198.18.2.1:40000\t10.77.0.2/32\t1800000000\t512\t1024\t2",
    "KEY2=\t(none)\t(none)\t(none)\t0\t0\t0\toff",
  ];
  expect(parsePeers(`${dump.join("\n")}\n`)).toEqual(
    new Map([
      ["KEY1=", { endpoint: "198.18.2.1:40000", handshake: 1_800_000_000, received: 512, sent: 1024 }],
      ["KEY2=", { handshake: 0, received: 0, sent: 0 }],
    ]),
  );
  expect(parsePeers("").size).toBe(0);
});

it("routes one address to each node at the hub, and all of them to the hub at a node", () => {
  expect(hubPeer("KEY=", { overlay: "10.77.0.2/24" })).toContain("AllowedIPs = 10.77.0.2/32");
  const lines = nodePeer("KEY=", { address: "2001:db8::1", port: 51_820 }, "10.77.0.2/24");
  expect(lines).toContain("AllowedIPs = 10.77.0.2/24");
  expect(lines).toContain("Endpoint = [2001:db8::1]:51820");
});

it("refuses any address but the one that the hub routes to it", async () => {
  const other = async () => wireguardGo.node({ ...aliceSetup("wireguard-go"), address: "10.77.0.9/24" });
  await expect(other()).rejects.toThrow(Unsupported);
});
