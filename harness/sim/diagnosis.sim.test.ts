import { describe, expect, it } from "vitest";
import { diagnose } from "../expect/diagnosis/diagnose.ts";
import { exhibit } from "../liars/simulated.ts";
import { gallery } from "../liars/gallery.ts";
import { classicPairs } from "../matrix/sets/pairs.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import { betweenHomes, type Search } from "./testing/diagnosed.ts";
import { aimsElsewhere, punchesOnce } from "./testing/faulty-edges.ts";

const pair = { a: "alice", b: "bob" };
const { symmetric, addressRestricted, fullCone } = nat;
/** A port that the NAT gives is not the program's own. */
const home: Nat = { ...nat.portRestricted, ports: "random" };

interface Fault extends Search {
  readonly what: string;
  readonly nats: readonly [Nat, Nat];
  readonly kind: string;
  readonly says: RegExp;
  readonly clause?: string;
}

const answersAnnounced = aimsElsewhere("bob", (_to, announced) => announced);

const faults: readonly Fault[] = [
  {
    what: "punches once",
    nats: [symmetric, addressRestricted],
    makeEdge: punchesOnce,
    speaker: "bob",
    kind: "does not repeat",
    says: /^alice sent 1 datagram \(at [\d.]+s\) to 198\.18\.3\.1:\d+, which homeB refused because bob had not sent there yet, and none after [\d.]+s, when a datagram of bob had opened the filter for the next: alice does not repeat its punch$/,
    clause: "RFC 5128 §3.3",
  },
  {
    what: "is given a wrong port",
    nats: [home, home],
    makeEdge: aimsElsewhere("bob", (to) => ({ ...to, port: to.port ^ 1 })),
    kind: "wrong port",
    says: /^bob sent \d+ datagrams \([\d.]+s to [\d.]+s\) to 198\.18\.2\.1:\d+, where homeA has no mapping: alice is at 198\.18\.2\.1:\d+, so a wrong port was announced, or used$/,
    clause: "RFC 4787 REQ-1",
  },
  ...[addressRestricted, fullCone].map((natB) => ({
    what: "answers where the peer was announced",
    nats: [symmetric, natB] as const,
    makeEdge: answersAnnounced,
    kind: "does not answer",
    says: /^\d+ datagrams? of alice reached bob from 198\.18\.2\.1:\d+, the first at [\d.]+s; bob sent none there, but \d+ datagrams? to 198\.18\.2\.1:\d+, which homeA refused: it does not answer the endpoint that it observes$/,
    clause: "RFC 8445 §7.3.1.3",
  })),
  {
    what: "does not punch",
    nats: [home, home],
    makeEdge: aimsElsewhere("bob", () => undefined),
    kind: "only one tries",
    says: /^alice sent \d+ datagrams \([\d.]+s to [\d.]+s\) to 198\.18\.3\.1:\d+, which homeB refused because bob sent none to alice: a filter opens from inside, so both must send$/,
  },
  {
    what: "only relays",
    nats: [home, home],
    peerToPeer: false,
    kind: "nobody tries",
    says: /^neither alice nor bob sent a datagram towards the other's addresses in [\d.]+s: nobody tried a direct path$/,
  },
  {
    what: "tries the inside address",
    nats: [home, home],
    makeEdge: aimsElsewhere("bob", (to) => ({ ...to, address: "192.168.1.101" })),
    kind: "inside address only",
    says: /^bob sent \d+ datagrams \(.*\) to 192\.168\.1\.101:\d+, an address inside homeA, and none to 198\.18\.2\.1, where the internet sees alice$/,
  },
];

describe("an edge with one fault", () => {
  it.each(faults)("names the fault: $what", async ({ nats: [natA, natB], kind, says, clause, ...search }) => {
    const diagnosis = diagnose(await betweenHomes(natA, natB, search), pair);
    expect(diagnosis).toMatchObject({ kind, sentence: expect.stringMatching(says) as string });
    if (clause !== undefined) expect(diagnosis).toMatchObject({ clause });
    expect(diagnosis!.refs.flatMap(({ frames = [] }) => frames).length).toBeGreaterThan(0);
  });
});

it("a program that has a direct path and relays is named", async () => {
  const subject = gallery.find(({ name }) => name === "relays")!;
  const diagnosis = diagnose(await exhibit(subject, "relayed", 1), pair);
  const says =
    /^datagrams arrived directly both ways by [\d.]+s \(.*\), and all \d+ pings that alice and bob sent after [\d.]+s went via sn: the path is there and not used$/;
  expect(diagnosis).toMatchObject({ kind: "found and not used", sentence: expect.stringMatching(says) as string });
});

describe("nothing is said of an edge without a fault", () => {
  it.each(classicPairs().map(({ row, column, a, b }) => [row, column, a[0]!, b[0]!] as const))(
    "%s and %s",
    async (_row, _column, natA, natB) => {
      expect(diagnose(await betweenHomes(natA, natB), pair)).toBeUndefined();
    },
  );
});
