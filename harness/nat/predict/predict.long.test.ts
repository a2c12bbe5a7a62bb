import { describe, expect, it } from "vitest";
import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, seconds } from "../../../src/base/instant.ts";
import { presets } from "../../topology/nat/presets.ts";
import { describeNat, nat, type Dependence, type Nat } from "../../topology/nat/nat.ts";
import { NatModel } from "../model/model.ts";
import { predictPath, type Prediction, type Skill } from "./predict.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares: readonly Nat[] = dependences.flatMap((mapping) =>
  dependences.map((filtering): Nat => ({ ...nat.portRestricted, mapping, filtering })),
);

/** D direct, R relayed, r race, 1 one-way; rows and columns EIM/EIF, EIM/ADF, EIM/APDF, ADM/EIF … APDM/APDF. */
const tables: Readonly<Record<Skill, readonly string[]>> = {
  "peer-reflexive": [
    "DDDDDDDDD",
    "DDDDDDDDD",
    "DDDrRRrRR",
    "DDrDDDDDD",
    "DDRDRRDRR",
    "DDRDRRDRR",
    "DDrDDDDDD",
    "DDRDRRDRR",
    "DDRDRRDRR",
  ],
  "announced-only": [
    "DDDD11D11",
    "DDDD11D11",
    "DDDrRRrRR",
    "DDrD11D11",
    "11R1RR1RR",
    "11R1RR1RR",
    "DDrD11D11",
    "11R1RR1RR",
    "11R1RR1RR",
  ],
  strict: [
    "DDDrRRrRR",
    "DDDrRRrRR",
    "DDDrRRrRR",
    "rrrRRRRRR",
    "RRRRRRRRR",
    "RRRRRRRRR",
    "rrrRRRRRR",
    "RRRRRRRRR",
    "RRRRRRRRR",
  ],
};
const letters: Readonly<Record<Prediction["path"], string>> = {
  direct: "D",
  relayed: "R",
  race: "r",
  "one-way": "1",
  either: "e",
  none: "-",
};

describe.each(Object.entries(tables) as [Skill, readonly string[]][])("skill %s", (skill, table) => {
  it("predicts the table, all 81 cells", () => {
    expect(squares.map((a) => squares.map((b) => letters[predictPath(a, b, skill).path]).join(""))).toEqual(table);
  });

  it("agrees with two programs that punch through two translators, in three orders", () => {
    expect(squares.map((a) => squares.map((b) => letters[punched(a, b, skill)]).join(""))).toEqual(table);
  });
});

describe("a side without the usual NAT", () => {
  const firewalls = dependences.map((filtering): Nat => {
    return { translates: false, firewall: { filtering, idle: seconds(120), refresh: "both" } };
  });
  const unusual = [
    ...firewalls,
    presets["linux-masquerade"].nat,
    presets.cgnat.nat,
    { ...nat.symmetric, pooling: { addresses: 2, kind: "paired" } } as const,
  ];

  it.each(unusual.map((middlebox) => [describeNat(middlebox), middlebox] as const))(
    "%s is predicted as it is punched",
    (_name, middlebox) => {
      for (const skill of ["peer-reflexive", "strict"] as const) {
        const paths = (path: (a: Nat, b: Nat) => Prediction["path"]) =>
          squares.map((b) => letters[path(middlebox, b)]).join("");
        expect(paths((a, b) => predictPath(a, b, skill).path)).toBe(paths((a, b) => punched(a, b, skill)));
      }
    },
  );
});

describe("predictPath", () => {
  it("needs a relay in two of the pairs that RFC 3489 names, and in none with a public side", () => {
    const named = [nat.none, nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];
    const pairs = named.flatMap((a) => named.map((b) => [a, b] as const));
    const relayed = pairs.filter(([a, b]) => predictPath(a, b).path === "relayed");
    expect(relayed.map(([a, b]) => `${describeNat(a)} ${describeNat(b)}`)).toEqual([
      "port-restricted symmetric",
      "symmetric port-restricted",
      "symmetric symmetric",
    ]);
  });

  it("gives a reason", () => {
    expect(predictPath(nat.symmetric, nat.addressRestricted).because).toMatch(/its filter ignores ports/);
    expect(predictPath(nat.symmetric, nat.portRestricted).because).toMatch(/exactly that port/);
  });
});

/** Every order of the first packets; a path that depends on the order is a race. */
function punched(a: Nat, b: Nat, skill: Skill): Prediction["path"] {
  const outcomes = (["together", "a first", "b first"] as const).map((order) => punch(a, b, skill, order));
  return new Set(outcomes).size === 1 ? outcomes[0]! : "race";
}

const now = instant(0);
const server: Endpoint = { address: "198.18.0.1", port: 7654 };

interface Side {
  readonly nat: NatModel;
  readonly inside: Endpoint;
  readonly announced: Endpoint;
  readonly targets: Endpoint[];
  heard: boolean;
  answered: boolean;
}

function side(middlebox: Nat, external: string, seed: number): Side {
  const model = new NatModel(middlebox, { external, seed });
  const inside = { address: `10.0.${seed}.2`, port: 5000 };
  return {
    nat: model,
    inside,
    announced: model.outbound(inside, server, now)!,
    targets: [],
    heard: false,
    answered: false,
  };
}

function punch(a: Nat, b: Nat, skill: Skill, order: "together" | "a first" | "b first"): Prediction["path"] {
  const [left, right] = [side(a, "203.0.113.1", 1), side(b, "203.0.113.2", 2)];
  left.targets.push(right.announced);
  right.targets.push(left.announced);
  for (let round = 0; round < 8; round++) {
    const [first, second] = order === "b first" ? [right, left] : [left, right];
    const early = send(first);
    if (order === "together") {
      const late = send(second);
      early.forEach((packet) => receive(second, first, packet, skill));
      late.forEach((packet) => receive(first, second, packet, skill));
    } else {
      early.forEach((packet) => receive(second, first, packet, skill));
      send(second).forEach((packet) => receive(first, second, packet, skill));
    }
  }
  if (left.answered && right.answered) return "direct";
  return left.heard || right.heard ? "one-way" : "relayed";
}

interface Punch {
  readonly source: Endpoint;
  readonly target: Endpoint;
  readonly answers: boolean;
}

const send = (from: Side): Punch[] =>
  from.targets.map((target) => ({
    source: from.nat.outbound(from.inside, target, now)!,
    target,
    answers: from.heard,
  }));

function receive(at: Side, sender: Side, packet: Punch, skill: Skill): void {
  if (at.nat.inbound(packet.source, packet.target, now) === undefined) return;
  if (skill === "strict" && !sameEndpoint(packet.source, sender.announced)) return;
  at.heard = true;
  if (packet.answers) at.answered = true;
  const known = at.targets.some((target) => endpointKey(target) === endpointKey(packet.source));
  if (skill === "peer-reflexive" && !known) at.targets.push(packet.source);
}
