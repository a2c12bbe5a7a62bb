import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { duration } from "./duration.ts";
import { isPlain, parseLink, plainCable } from "./link-spec.ts";

describe("parseLink", () => {
  it("is the same both ways by default", () => {
    expect(parseLink({ delay: "20ms", jitter: "2ms", loss: "5%", down: { loss: "0%", rate: "10mbit" } })).toEqual({
      up: { delay: 20, jitter: 2, loss: 0.05 },
      down: { delay: 20, jitter: 2, loss: 0, rate: 10_000_000 },
    });
  });

  it("reads back its own result", () => {
    const link = parseLink({ delay: "1.5s", rate: "512kbit", up: { loss: "0.5%" } });
    expect(parseLink(link)).toEqual(link);
  });

  it("knows a plain cable", () => {
    expect([isPlain(plainCable.up), isPlain(parseLink({ rate: "1gbit" }).up)]).toEqual([true, false]);
  });

  it.each([
    [{ delay: "20" }, 'link.delay: "20" is not a duration; write e.g. "20ms"'],
    [{ delay: -1 }, "link.delay: -1 is not a number of milliseconds"],
    [{ delay: "5ms", jitter: "6ms" }, "link.jitter: 6 ms is more than the delay of 5 ms"],
    [{ loss: "5" }, 'link.loss: "5" is not a share of packets; write "0%" to "100%"'],
    [{ loss: "101%" }, 'link.loss: "101%" is not a share'],
    [{ up: { loss: 2 } }, "link.up.loss: 2 is not a share"],
    [{ down: { rate: "10 mb" } }, 'link.down.rate: "10 mb" is not a rate; write e.g. "10mbit"'],
    [{ rate: "0mbit" }, 'link.rate: "0mbit" is not a rate'],
  ])("refuses %j and says what would be right", (spec, message) => {
    expect(() => parseLink(spec)).toThrow(ConfigError);
    expect(() => parseLink(spec)).toThrow(message);
  });
});

describe("duration", () => {
  it.each([
    ["20ms", 20],
    ["1.5s", 1500],
    ["2min", 120_000],
    ["250us", 0.25],
  ])("reads %s", (text, expected) => expect(duration(text)).toBe(expected));

  it.each(["", "s", "-1s", "1 day", "1s2"])("refuses %j", (text) => expect(() => duration(text)).toThrow(ConfigError));
});
