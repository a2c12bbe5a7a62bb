import { describe, expect, it } from "vitest";
import { describeNat, nat, type Dependence, type Nat, type Translation } from "../topology/nat.ts";
import { inSeries, predictPath } from "./predict.ts";
import { predict, type Setting } from "./predict-setting.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares: readonly Translation[] = dependences.flatMap((mapping) =>
  dependences.map((filtering) => ({ ...nat.portRestricted, mapping, filtering })),
);
const turning = (it: Nat): Nat => (it.translates ? { ...it, hairpin: "external-source" } : it);
const path = (setting: Setting) => predict(setting).path;

describe("one NAT a side", () => {
  it("is what predictPath says, all 81", () => {
    for (const a of squares) {
      for (const b of squares) expect(predict({ a: { nats: [a] }, b: { nats: [b] } })).toEqual(predictPath(a, b));
    }
  });
});

describe("a NAT on one side only", () => {
  it.each(squares.map((it) => [describeNat(it), it] as const))("%s is met directly", (_name, it) => {
    expect(path({ a: { nats: [it] }, b: { nats: [] } })).toBe("direct");
    expect(path({ a: { nats: [] }, b: { nats: [nat.none, it] } })).toBe("direct");
  });

  it("is one-way for a program that only sends where it was told", () => {
    expect(predict({ a: { nats: [nat.symmetric] }, b: { nats: [] } }, "announced-only").path).toBe("one-way");
  });
});

describe("both behind the same NAT", () => {
  const at = (shared: readonly Nat[], rest: Partial<Setting> = {}): Setting => ({
    ...{ a: { nats: [] }, b: { nats: [] }, shared },
    ...rest,
  });

  it("is direct for neighbours, whatever the NAT does", () => {
    for (const it of squares) expect(path(at([it], { neighbours: true }))).toBe("direct");
  });

  it("is relayed without hairpinning", () => {
    for (const it of squares) expect(path(at([it]))).toBe("relayed");
  });

  it("is with hairpinning as if there were two of it", () => {
    for (const it of squares) expect(path(at([turning(it)]))).toBe(predictPath(it, it).path);
  });

  it("is decided by the outermost of two", () => {
    expect(path(at([nat.fullCone, turning(nat.portRestricted)]))).toBe("direct");
    expect(path(at([turning(nat.fullCone), nat.portRestricted]))).toBe("relayed");
    expect(path(at([nat.symmetric, turning(nat.fullCone)]))).toBe("relayed");
    expect(
      path({ ...at([turning(nat.fullCone)]), a: { nats: [nat.symmetric] }, b: { nats: [nat.addressRestricted] } }),
    ).toBe("direct");
  });

  it("is nothing special when the router that they share does not translate", () => {
    expect(path({ ...at([nat.none]), a: { nats: [nat.symmetric] }, b: { nats: [nat.portRestricted] } })).toBe(
      "relayed",
    );
    expect(path({ ...at([nat.none]), a: { nats: [nat.fullCone] }, b: { nats: [nat.symmetric] } })).toBe("direct");
  });

  it("says that packets are turned around", () => {
    expect(predict(at([turning(nat.fullCone)])).because).toMatch(/^turned around .*: both mappings/);
  });
});

describe("two NATs a side", () => {
  it("is what the strictest of each says", () => {
    const some = [nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];
    for (const inner of some) {
      for (const outer of some) {
        const both = { nats: [inner, outer] };
        expect(path({ a: both, b: { nats: [nat.symmetric] } })).toBe(
          predictPath(inSeries([inner, outer]), nat.symmetric).path,
        );
      }
    }
    expect(path({ a: { nats: [nat.fullCone, nat.portRestricted] }, b: { nats: [nat.symmetric] } })).toBe("relayed");
  });
});

describe("several external addresses", () => {
  const side = (it: Nat, pooling: "paired" | "arbitrary") => ({ nats: [it], pooling });

  it("changes nothing when they are paired", () => {
    for (const a of squares) {
      for (const b of squares) {
        expect(path({ a: side(a, "paired"), b: side(b, "paired") })).toBe(predictPath(a, b).path);
      }
    }
  });

  it("decides by luck where a filter looks at the address that a dependent mapping draws", () => {
    const by = squares.flatMap((a) =>
      squares
        .filter((b) => path({ a: side(a, "arbitrary"), b: side(b, "arbitrary") }) === "either")
        .map((b) => [a, b] as const),
    );
    expect(by).toHaveLength(12);
    for (const [a, b] of by) {
      const names = [describeNat(a), describeNat(b)];
      expect(names).toContain("address-restricted");
      expect(names.some((it) => /^(ADM|APDM|symmetric)/.test(it))).toBe(true);
    }
  });
});

describe("UDP is not let out", () => {
  const open = { nats: [nat.fullCone] };

  it("leaves TCP to the relay, or nothing", () => {
    const blocked = { nats: [nat.fullCone], udp: "blocked" } as const;
    expect(path({ a: blocked, b: open })).toBe("none");
    expect(path({ a: open, b: blocked, tcpRelay: true })).toBe("relayed");
  });

  it("leaves the relay when the server alone is reached", () => {
    const trap = { nats: [nat.fullCone], udp: "server-only" } as const;
    expect(predict({ a: trap, b: open })).toMatchObject({ path: "relayed", because: /looks well/ });
  });
});
