import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBench, type Bench } from "../nat/bench/bench.ts";
import { apply } from "./apply.ts";
import { list } from "./list.ts";
import { NftError } from "./nft-error.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.router(["nft", "flush", "ruleset"]));
afterAll(() => bench[Symbol.asyncDispose]());

const table = (...rules: string[]) =>
  [
    "table ip x {",
    "  chain c {",
    "    type filter hook input priority 0; policy accept;",
    ...rules,
    "  }",
    "}",
    "",
  ].join("\n");

const failure = (text: string) =>
  apply(bench.router, text).then(
    () => expect.unreachable(),
    (error: unknown) => error as NftError,
  );

describe("apply, with the real nft", () => {
  it("loads what can be loaded, and lists it", async () => {
    await apply(bench.router, table("    udp dport { 7, 9 } drop", '    iifname "wan" counter'));
    const { chains, rules } = await list(bench.router, "table", "ip", "x");
    expect(chains).toMatchObject([{ name: "c", type: "filter", hook: "input", prio: 0, policy: "accept" }]);
    expect(rules).toHaveLength(2);
  });

  it.each([
    ["a word that is none", "    frobnicate", /syntax error/],
    ["a set that is not there", "    udp dport @nowhere drop", /No such file or directory/],
    ["a service that nobody knows", "    udp dport nonsense drop", /Could not resolve service/],
  ])("points at %s", async (_what, rule, message) => {
    const error = await failure(table("    accept", rule));
    expect(error).toBeInstanceOf(NftError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(rule.trim());
    expect(error.message).toContain("line 5:");
  });

  it("notices a table that already had something in it", async () => {
    await apply(bench.router, table("    udp dport 7 drop"));
    const error = await failure(table("    udp dport 9 drop"));
    expect(error.message).toContain("chain c: rules is 2, asked for 1");
  });

  it("throws when there is nothing to list", async () => {
    await expect(list(bench.router, "map", "ip", "x", "nowhere")).rejects.toThrow(/No such file/);
  });
});
