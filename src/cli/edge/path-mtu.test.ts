import { expect, it } from "vitest";
import { FrameCodec } from "../../edge/frames/frame-codec.ts";
import { LocalEdge } from "../../edge/local-edge.ts";
import { config, ipv4Frame, alice, bob } from "../../edge/replay/rig.ts";
import { seededRandom } from "../../base/random.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { encode } from "../../wire/codec.ts";
import { pathMtu } from "./path-mtu.ts";

const plain = { authenticated: undefined, transport: undefined } as const;

it.each(["null", "twofish", "aes", "chacha20", "speck"] as const)("is as long as the largest frame with %s", (name) => {
  const random = seededRandom(1);
  const transform = makeTransform(name, name === "null" ? "" : "key", random);
  const codec = new FrameCodec(new LocalEdge(config, random), { ...config, transform });
  const frame = new Uint8Array(1290 + 14);
  frame.set(ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2"));
  const { length } = encode(codec.seal(frame)!);
  expect(pathMtu(1290, { transform: name }, plain)).toEqual({ mtu: 1290, largest: length });
});

it("leaves room for authentication where it is asked for", () => {
  const sizes = (["respond", "request", "require"] as const).map(
    (authenticated) => pathMtu(1290, { transform: "aes" }, { ...plain, authenticated })!.largest,
  );
  expect(sizes).toEqual([1358, 1375, 1375]);
});

it("has nothing to find out over TCP", () => {
  expect(pathMtu(1290, { transform: "aes" }, { ...plain, transport: "tcp" })).toBeUndefined();
});
