import { expect, it } from "vitest";
import { commandSystem } from "./command.ts";
import type { CaseHost, NodeSetup } from "./contract.ts";

const host = (name: string, number: number): CaseHost => ({
  name,
  system: "./peer",
  folder: `/case/sut/${name}`,
  secrets: `/case/sut/${name}/secrets`,
  overlay: `10.77.0.${number}/24`,
  publicAddresses: [`198.18.${number}.2`],
});
const [sn, alice, bob] = [host("sn", 1), host("alice", 2), host("bob", 3)] as const;
const setup: NodeSetup = { host: alice, network: { hosts: [sn, alice, bob] }, peerToPeer: true };

it("is the same system for the same text, so that it is looked up and prepared once", () => {
  expect(commandSystem("./peer")).toBe(commandSystem("./peer"));
  expect(commandSystem("./peer")).not.toBe(commandSystem("./peer -v"));
});

it("learns from its environment who it is, where the helper is, and which addresses to take", async () => {
  const helper = { host: sn, address: "198.18.1.2" };
  const { argv, env } = await commandSystem("./peer | cat").node({ ...setup, helper });
  expect(argv).toEqual(["sh", "-c", "./peer | cat"]);
  expect(env).toEqual({
    NATLAB_NODE: "alice",
    NATLAB_FOLDER: "/case/sut/alice",
    NATLAB_HELPER: "198.18.1.2",
    NATLAB_DEVICE: "overlay0",
    NATLAB_ADDRESS: "10.77.0.2/24",
    NATLAB_ADDRESS_BOB: "10.77.0.3",
  });
});

it("reads and writes packets after `pipe:`, which is for nodes only", async () => {
  expect(await commandSystem("pipe: ./peer | cat").node(setup)).toMatchObject({
    argv: ["sh", "-c", "./peer | cat"],
    channel: "pipe",
    device: "overlay0",
  });
  expect(await commandSystem("./pipe: x").node(setup)).not.toHaveProperty("channel");
  const asHelper = async () => commandSystem("pipe:./peer").helper!({ host: sn, network: setup.network });
  await expect(asHelper()).rejects.toThrow('--node sn=pipe:./peer: a helper is given no packets; leave "pipe:" out');
});

it("gets no helper if none was started", async () => {
  const { env } = await commandSystem("./peer").node(setup);
  expect(env).not.toHaveProperty("NATLAB_HELPER");
  expect(env).toMatchObject({ NATLAB_ADDRESS_SN: "10.77.0.1" });
});
