import { describe, expect, it } from "vitest";
import { controlRequest, runControl } from "./control.ts";
import { ManagementHost } from "./host.ts";

describe("a request by ctl", () => {
  it.each([
    [["info"], undefined, { method: "info" }],
    [["verbose", "3"], undefined, { method: "verbose", value: "3", password: "n2n" }],
    [["stop"], "own", { method: "stop", password: "own" }],
    [["help.events"], "own", { method: "help.events" }],
  ] as const)("%j", (words, password, request) => {
    expect(controlRequest(words, password)).toEqual(request);
  });

  it.each([
    [[], "needs a method"],
    [["info\nw 1:1:n2n stop"], "is no method"],
    [["verbose", "3 4"], "one value at most"],
    [["verbose", "3", "4"], "one value at most"],
  ])("%j is refused", (words, message) => {
    expect(() => controlRequest(words, undefined)).toThrow(message);
  });

  it("with a password that cannot be in a line is refused", () => {
    expect(() => controlRequest(["stop"], "a b")).toThrow("contains a blank");
  });

  it("reaches the daemon as it was typed, with the port among the words", async () => {
    const heard: string[] = [];
    const answer = (request: Uint8Array, from: { address: string; port: number }) => {
      const text = Buffer.from(request).toString().trim();
      heard.push(text.replace(/^(. )[^: ]+/, "$1TAG"));
      const tag = /^. ([^: ]+)/.exec(text)![1]!;
      return ["begin", "end"].map((type) => ({ to: from, text: `${JSON.stringify({ _tag: tag, _type: type })}\n` }));
    };
    await using host = await ManagementHost.open(0, () => undefined, answer);
    const port = String(host.port);
    expect(await runControl(["verbose", "-t", port, "3"], 1, { N2N_MANAGEMENT_PASSWORD: "own" })).toBe(0);
    expect(await runControl(["-t", port, "info"], 1, {})).toBe(0);
    expect(heard).toEqual(["w TAG:1:own verbose 3", "r TAG info"]);
  });
});
