import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { duration } from "./duration.ts";
import { linkPresetNames } from "./impairment/presets.ts";
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

  it("reads every impairment, and its own result", () => {
    const link = parseLink({
      burstLoss: "2%/5",
      reorder: "1%",
      duplicate: "0.5%",
      corrupt: 0.001,
      up: { rate: "1mbit", queue: "100ms", mtu: "1280/black-hole" },
      down: { rate: "10mbit", queue: "64kB", duplicate: "0%" },
    });
    expect(link.up).toMatchObject({
      reorder: { share: 0.01, by: 10 },
      duplicate: 0.005,
      corrupt: 0.001,
      queue: { time: 100 },
      mtu: { bytes: 1280, errors: "swallowed" },
    });
    expect(link.down).toMatchObject({ rate: 1e7, queue: { bytes: 64_000 } });
    expect(link.down).not.toHaveProperty("duplicate");
    expect(parseLink(link)).toEqual(link);
  });

  it("knows lines by name, each written so that it can be built", () => {
    expect(linkPresetNames).toEqual(["plain", "wifi", "lte", "3g", "satellite", "congested", "transatlantic"]);
    for (const preset of linkPresetNames) expect(isPlain(parseLink({ preset }).up)).toBe(preset === "plain");
    const { up, down } = parseLink({ preset: "3g", down: { loss: "1%" }, delay: "200ms" });
    expect(up).toEqual({ delay: 200, jitter: 20, loss: 0, rate: 768_000, queue: { time: 1000 } });
    expect(down).toEqual({ delay: 200, jitter: 20, loss: 0.01, rate: 1.6e6, queue: { time: 1000 } });
    expect(() => parseLink({ preset: "5g" as "lte" })).toThrow('link.preset: no line "5g"; choose from plain, wifi');
  });

  it("begins with a preset", () => {
    expect(parseLink({ preset: "plain", up: { loss: "1%" } })).toEqual(parseLink({ up: { loss: "1%" } }));
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
    [{ queue: "100ms" }, "link.queue: without a rate no packet waits; name a rate as well"],
    [{ rate: "1mbit", queue: "64" }, 'link.queue: "64" is not the size of a queue; write e.g. "100ms" or "64kB"'],
    [{ rate: "1mbit", up: { queue: "0kB" } }, 'link.up.queue: "0kB" is not the size of a queue'],
    [{ mtu: "1280/hole" }, 'link.mtu: "1280/hole" is not an MTU; write 68 to 1500, and /black-hole behind it'],
    [{ up: { mtu: 9000 } }, "link.up.mtu: 9000 is not an MTU"],
    [{ reorder: "1%/0ms" }, "link.reorder: packets held back for no time are not overtaken"],
    [{ reorder: "1%/soon" }, 'link.reorder: "soon" is not a duration'],
    [{ duplicate: "2" }, 'link.duplicate: "2" is not a share'],
    [{ down: { burstLoss: "2%" } }, 'link.down.burstLoss: "2%" is not a loss in bursts'],
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
