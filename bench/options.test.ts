import { describe, expect, it } from "vitest";
import { OptionError, readOptions } from "./options.ts";

describe("the options of the benchmark", () => {
  it("have defaults", () => {
    expect(readOptions([])).toMatchObject({ rounds: 5, seconds: 2, model: "pin", kind: "ways" });
    expect(readOptions(["--help"])).toBe("help");
  });

  it("choose paths by a part of their name, or by all of it", () => {
    const { isWanted } = readOptions(["--only", "relayed,=n2n AES-128"]) as Exclude<
      ReturnType<typeof readOptions>,
      "help"
    >;
    expect(["ours fast AES-128 relayed", "n2n AES-128", "n2n AES-128 -H"].map(isWanted)).toEqual([true, true, false]);
  });

  it.each([
    [["--frob"], /--frob.*--help/],
    [["--model", "nosuch"], /--model nosuch: choose from pin, free, wire/],
    [["--only", "nosuch"], /--only nosuch: no such path; .* raw veth/],
    [["--measure", "speed"], /--measure speed: choose from reverse/],
    [["--rounds", "0"], /--rounds 0: give a whole number of at least 1/],
    [["--seconds", "two"], /--seconds two/],
    [["--patience", ""], /--patience/],
  ])("say in one line what is wrong with %j", (args, message) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(message);
  });
});
