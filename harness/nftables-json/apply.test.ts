import { describe, expect, it } from "vitest";
import { apply } from "./apply.ts";
import { NftError } from "./nft-error.ts";
import type { Run } from "./run.ts";

const text = `table ip x {
  set s { type ipv4_addr; }
  chain c {
    type filter hook input priority filter; policy drop;
    accept
  }
}
`;

const there = {
  table: { family: "ip", name: "x", handle: 1 },
  set: { family: "ip", name: "s", table: "x", type: "ipv4_addr", handle: 2 },
  chain: { family: "ip", table: "x", name: "c", handle: 1, type: "filter", hook: "input", prio: 0, policy: "drop" },
  rule: { family: "ip", table: "x", chain: "c", handle: 3, expr: [{ accept: null }] },
};

/** An nft that loads anything and then lists these objects. */
const nftWith =
  (objects: object): Run =>
  async (argv) => ({
    code: 0,
    stderr: "",
    stdout: argv.includes("list")
      ? JSON.stringify({ nftables: Object.entries(objects).map(([k, v]) => ({ [k]: v as unknown })) })
      : "",
  });

const failure = (run: Run) =>
  apply(run, text).then(
    () => expect.unreachable(),
    (error: unknown) => error as NftError,
  );

describe("apply", () => {
  it("accepts what the kernel has if the text asks for it", async () => {
    await expect(apply(nftWith(there), text)).resolves.toBeUndefined();
  });

  it.each([
    ["a table", {}, "table ip x is missing"],
    ["a set", { ...there, set: { ...there.set, name: "other" } }, "set s is missing; set other was not requested"],
    ["a chain", { ...there, chain: { ...there.chain, name: "d" } }, "chain c is missing; chain d was not requested"],
    ["a rule", { ...there, rule: { ...there.rule, chain: "d" } }, "chain c: rules is 0, asked for 1"],
    [
      "a policy",
      { ...there, chain: { ...there.chain, policy: "accept" } },
      "chain c: policy is accept, asked for drop",
    ],
    ["a priority", { ...there, chain: { ...there.chain, prio: 5 } }, "chain c: prio is 5, asked for 0"],
    ["a hook", { ...there, chain: { ...there.chain, hook: "output" } }, "chain c: hook is output, asked for input"],
  ])("notices %s that differs", async (_what, objects, message) => {
    const error = await failure(nftWith(objects));
    expect(error).toBeInstanceOf(NftError);
    expect(error.message).toBe(`the ruleset in the kernel is not the one that was loaded: ${message}`);
  });

  it("points at the line that nft refuses", async () => {
    const stderr = "/dev/stdin:5:5-10: Error: syntax error, unexpected newline\n    accept\n    ^^^^^^\n";
    const error = await failure(async () => ({ code: 1, stdout: "", stderr }));
    expect(error.line).toBe(5);
    expect(error.message).toBe("nft, line 5: syntax error, unexpected newline\n  accept");
  });

  it("passes on an error of nft that names no line", async () => {
    const error = await failure(async () => ({ code: 1, stdout: "", stderr: "Operation not permitted\n" }));
    expect(error).toMatchObject({ message: "nft: Operation not permitted", line: undefined });
  });
});
