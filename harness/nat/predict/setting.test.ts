import { describe, expect, it } from "vitest";
import { describeNat, nat, type Dependence, type Nat, type Translation } from "../../topology/nat/nat.ts";
import { inSeries, predictPath } from "./predict.ts";
import { predict, type Setting } from "./setting.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares: readonly Translation[] = dependences.flatMap((mapping) =>
  dependences.map((filtering) => ({ ...nat.portRestricted, mapping, filtering })),
);
const turning = (middlebox: Nat): Nat =>
  middlebox.translates ? { ...middlebox, hairpin: "external-source" } : middlebox;
const path = (setting: Setting) => predict(setting).path;

describe("one NAT a side", () => {
  it("is what predictPath says, all 81", () => {
    for (const a of squares) {
      for (const b of squares) expect(predict({ a: [a], b: [b] })).toEqual(predictPath(a, b));
    }
  });
});

describe("a NAT on one side only", () => {
  it.each(squares.map((square) => [describeNat(square), square] as const))(
    "%s is met directly",
    (_name, translation) => {
      expect(path({ a: [translation], b: [] })).toBe("direct");
      expect(path({ a: [], b: [nat.none, translation] })).toBe("direct");
    },
  );

  it("is one-way for a program that sends only to announced sockets", () => {
    expect(predict({ a: [nat.symmetric], b: [] }, "announced-only").path).toBe("one-way");
  });
});

describe("a NAT that changes under load", () => {
  const changing: Nat = { ...nat.portRestricted, change: { on: "load", mappings: 64, mapping: "address-dependent" } };

  it("is reached directly while it is idle, and not by another of its kind under load", () => {
    for (const shared of [[], [nat.none]]) {
      expect(path({ a: [changing], b: [nat.portRestricted], shared })).toBe("direct");
      expect(path({ a: [changing], b: [nat.portRestricted], shared, loaded: true })).toBe("relayed");
    }
    expect(path({ a: [changing], b: [nat.fullCone], loaded: true })).toBe("direct");
  });

  it("is changed by load wherever it stands, and nothing else is", () => {
    expect(path({ a: [], b: [], shared: [turning(changing)], loaded: true })).toBe("relayed");
    expect(path({ a: [nat.portRestricted], b: [nat.portRestricted], loaded: true })).toBe("direct");
  });
});

describe("both behind the same NAT", () => {
  const at = (shared: readonly Nat[], rest: Partial<Setting> = {}): Setting => ({
    a: [],
    b: [],
    shared,
    ...rest,
  });

  it("is direct for neighbours, whatever the NAT does", () => {
    for (const square of squares) expect(path(at([square], { neighbours: true }))).toBe("direct");
  });

  it("is relayed without hairpinning", () => {
    for (const square of squares) expect(path(at([square]))).toBe("relayed");
  });

  it("with hairpinning, is like two of it", () => {
    for (const square of squares) expect(path(at([turning(square)]))).toBe(predictPath(square, square).path);
  });

  it("is decided by the outermost of two", () => {
    expect(path(at([nat.fullCone, turning(nat.portRestricted)]))).toBe("direct");
    expect(path(at([turning(nat.fullCone), nat.portRestricted]))).toBe("relayed");
    expect(path(at([nat.symmetric, turning(nat.fullCone)]))).toBe("relayed");
    expect(path({ ...at([turning(nat.fullCone)]), a: [nat.symmetric], b: [nat.addressRestricted] })).toBe("direct");
  });

  it("is nothing special when the router that they share does not translate", () => {
    expect(path({ ...at([nat.none]), a: [nat.symmetric], b: [nat.portRestricted] })).toBe("relayed");
    expect(path({ ...at([nat.none]), a: [nat.fullCone], b: [nat.symmetric] })).toBe("direct");
  });

  it("is relayed when hairpinned packets have an inside source that nobody can answer to", () => {
    expect(path(at([{ ...nat.fullCone, hairpin: "internal-source" }]))).toBe("relayed");
  });

  it("says that packets are hairpinned", () => {
    expect(predict(at([turning(nat.fullCone)])).because).toMatch(/^hairpinned .*: both mappings/);
  });
});

describe("two NATs a side", () => {
  it("is what the strictest of each says", () => {
    const some = [nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];
    for (const inner of some) {
      for (const outer of some) {
        const both = [inner, outer];
        expect(path({ a: both, b: [nat.symmetric] })).toBe(predictPath(inSeries([inner, outer]), nat.symmetric).path);
      }
    }
    expect(path({ a: [nat.fullCone, nat.portRestricted], b: [nat.symmetric] })).toBe("relayed");
  });
});

describe("several external addresses", () => {
  const pooled = (translation: Translation, kind: "paired" | "arbitrary"): Nat[] => [
    { ...translation, pooling: { addresses: 3, kind } },
  ];

  it("changes nothing when they are paired", () => {
    for (const a of squares) {
      for (const b of squares) {
        expect(path({ a: pooled(a, "paired"), b: pooled(b, "paired") })).toBe(predictPath(a, b).path);
      }
    }
  });

  it("leaves it to chance if a filter looks at the address that a dependent mapping draws", () => {
    const by = squares.flatMap((a) =>
      squares
        .filter((b) => path({ a: pooled(a, "arbitrary"), b: pooled(b, "arbitrary") }) === "either")
        .map((b) => [a, b] as const),
    );
    expect(by).toHaveLength(12);
    for (const [a, b] of by) {
      const names = [describeNat(a), describeNat(b)];
      expect(names).toContain("address-restricted");
      expect(names.some((name) => /^(ADM|APDM|symmetric)/.test(name))).toBe(true);
    }
  });
});

describe("UDP is not let out", () => {
  const letting = (...udp: number[]): Nat[] => [{ ...nat.fullCone, egress: { udp, refusal: "silent" } }];

  it("leaves TCP to the relay, or nothing", () => {
    expect(path({ a: letting(), b: [nat.fullCone] })).toBe("none");
    expect(path({ a: letting(53), b: [nat.fullCone] })).toBe("none");
    expect(path({ a: [nat.fullCone], b: letting(), tcpRelay: true })).toBe("relayed");
  });

  it("leaves the relay if only the server can be reached", () => {
    expect(predict({ a: letting(53, 7654), b: [nat.fullCone] })).toMatchObject({
      path: "relayed",
      because: /looks well/,
    });
    expect(path({ a: letting(443), b: [nat.fullCone], serverPort: 443 })).toBe("relayed");
  });

  it("does not matter if only TCP is blocked", () => {
    expect(path({ a: [{ ...nat.fullCone, egress: { tcp: [], refusal: "silent" } }], b: [nat.symmetric] })).toBe(
      "direct",
    );
  });
});

describe("a firewall without NAT", () => {
  const wall = (filtering: Dependence): Nat[] => [
    { translates: false, firewall: { filtering, idle: nat.portRestricted.idle, refresh: "both" } },
  ];

  it("is like an endpoint-independent mapping with its filter", () => {
    for (const filtering of dependences) {
      for (const square of squares) {
        const like = { ...nat.portRestricted, filtering };
        expect(path({ a: wall(filtering), b: [square] })).toBe(predictPath(like, square).path);
      }
    }
  });
});
