import { expect, it } from "vitest";
import { milliseconds, seconds } from "../../../src/base/instant.ts";
import { Story } from "../../evidence/testing/story.ts";
import type { Claim } from "../../expect/claim.ts";
import { checkPair, checkWords } from "./claims.ts";

const common = { a: "alice", b: "bob", from: Story.start, within: seconds(5) };
const path = { ...common, kind: "path", path: "direct", steady: 5 } as const;
const loss = { ...common, kind: "loss", path: "direct", samples: 20 } as const;

it.each<[string, Claim | object, RegExp | undefined]>([
  ["a valid claim", path, undefined],
  ["an unknown path", { ...path, path: "directly" }, /"directly" is not a path/],
  ["no path where one is required", { ...loss, path: "none" }, /"none" is not a path/],
  ["no steady ping", { ...path, steady: 0 }, /steady: 0/],
  ["half a ping", { ...path, steady: 2.5 }, /steady: 2.5/],
  ["more pings than fit into the time", { ...path, steady: 400 }, /the pings alone take 10 s/],
  ["no time", { ...common, kind: "ping", within: milliseconds(0) }, /within: 0 s/],
  ["no samples", { ...loss, samples: -5 }, /samples: -5/],
  ["no number", { ...loss, samples: NaN }, /samples: NaN/],
  ["a text for a number", { ...loss, samples: "20" }, /samples: 20/],
  ["samples without end", { ...loss, samples: Infinity }, /samples: Infinity/],
])("%s", (_what, claim, said) => {
  const check = () => checkWords(claim as Claim);
  if (said === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(said);
});

it("a check is about two hosts whose nodes were started", () => {
  const hosts = new Set(["sn", "alice", "bob"]);
  const pair = (a: string, b: string) => () => checkPair(a, b, hosts, (name) => name !== "sn");
  expect(pair("alice", "bob")).not.toThrow();
  expect(pair("alice", "alice")).toThrow("about two hosts");
  expect(pair("alice", "sn")).toThrow("no node was started on sn");
  expect(pair("alice", "homeA")).toThrow("homeA is not a host");
});
