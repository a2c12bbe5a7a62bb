import { describe, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs -f -v`;
const edge = `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v`;
/** Unless a case names another. */
const reached = "-l 198.51.100.1:7654";

interface Case {
  readonly what: string;
  /** Options of the supernode and of both edges. */
  readonly sn?: string;
  /** Lines of files of the supernode's, by name in /run. */
  readonly files?: Readonly<Record<string, string>>;
  readonly a: string;
  readonly b: string;
  /** The supernode chooses the edges' addresses. */
  readonly assigned?: true;
  /** What log and status must say, by node. */
  readonly says: Partial<Record<"sn" | "a" | "b", readonly RegExp[]>>;
}

const cases: readonly Case[] = [
  {
    what: "two ciphers",
    a: "-A3 -k one",
    b: "-A4 -k one",
    says: {
      a: [/other-cipher/, /AES \(-A3\)/, /ChaCha20 \(-A4\)/],
      b: [/other-cipher/, /ChaCha20 \(-A4\)/, /AES \(-A3\)/],
    },
  },
  { what: "two keys", a: "-A3 -k one", b: "-A3 -k two", says: { a: [/other-key/, /-k/], b: [/other-key/, /-k/] } },
  { what: "a key on one side", a: "-A3 -k one", b: "-A1", says: { a: [/no-key-there/], b: [/no-key-here/] } },
  {
    what: "encrypted headers on one side",
    a: "-A3 -k one -H",
    b: "-A3 -k one",
    sn: "-c /run/list",
    says: { sn: [/headers-plain/, /198\.51\.100\.3/, /-H/], b: [/supernode-silent/, /-H/] },
  },
  {
    what: "a community that is not on the list",
    a: "-A1 -c others",
    b: "-A1",
    sn: "-c /run/list",
    says: { sn: [/unlisted/, /others/, /198\.51\.100\.2/], a: [/supernode-silent/, /list/] },
  },
  {
    what: "an address in use",
    a: "-A1 -a 10.0.0.2",
    b: "-A1",
    says: { sn: [/refused/, /another edge has this address/], a: [/refused/, /10\.0\.0\.2/] },
  },
  {
    what: "a MAC address in use",
    a: "-A1 -m 02:00:00:00:00:99",
    b: "-A1 -m 02:00:00:00:00:99",
    says: { sn: [/refused/, /02:00:00:00:00:99/], a: [/refused/, /02:00:00:00:00:99/] },
  },
  {
    what: "community names that differ in case",
    a: "-A1 -c MYNET",
    b: "-A1",
    says: { a: [/other-community/, /mynet/] },
  },
  {
    what: "encrypted headers of a community that is not on the list",
    a: "-A3 -k one -H -c others",
    b: "-A3 -k one",
    sn: "-c /run/list",
    says: { sn: [/unreadable/, /198\.51\.100\.2/, /-H/], a: [/supernode-silent/, /list/] },
  },
  {
    what: "a wrong password",
    a: "-A4 -k one -I alice -J wrong",
    b: "-A4 -k one -I bob -J of-bob",
    sn: "-c /run/users",
    files: { users: `mynet; $(node ${dist}/n2n-keygen.mjs alice of-alice); $(node ${dist}/n2n-keygen.mjs bob of-bob)` },
    says: { sn: [/user-refused/, /198\.51\.100\.2/], a: [/user-refused|supernode-silent/] },
  },
  {
    what: "no free address",
    a: "-A1",
    b: "-A1",
    assigned: true,
    sn: "-a 10.0.0.0-10.0.0.0/30 --reservations /run/reserved",
    files: { reserved: "mynet 10.0.0.1 somebody" },
    says: { sn: [/no-address/, /198\.51\.100\.2/], a: [/no-address/, /-a/] },
  },
  {
    what: "a reservation outside of the network",
    a: "-A1",
    b: "-A1",
    assigned: true,
    sn: "-a 10.0.0.0-10.0.0.0/24 --reservations /run/reserved",
    files: { reserved: "mynet 10.99.0.7 alice" },
    says: { sn: [/reservation-outside/, /10\.99\.0\.7/] },
  },
  {
    what: "a port where no supernode is",
    a: "-A1 -l 198.51.100.1:7655",
    b: "-A1",
    says: { a: [/supernode-silent/, /198\.51\.100\.1:7655/] },
  },
  { what: "a name that does not resolve", a: "-A1 -l nowhere.invalid:7654", b: "-A1", says: { a: [/unresolved/, /nowhere\.invalid/] } }, // prettier-ignore
];

describe("two edges with different settings report why they cannot communicate", () => {
  // Most of the time they wait.
  it.concurrent.for(cases)("$what", async ({ sn = "", files = {}, a, b, assigned, says }, test) => {
    const { expect } = test;
    const address = (chosen: string) => (assigned === true ? "" : `-a ${chosen}`);
    const lab = await Enclosure.forTest(test);
    for (const [name, lines] of Object.entries({ list: "mynet", ...files }))
      await lab.run(`echo "${lines}" | tr ';' '\\n' | sed 's/^ //' > /run/${name}`);
    await lab.start("sn", "sn", `${supernode} ${sn}`);
    // The last option counts, so a case may override these.
    await lab.start("b", "b", `${edge} ${address("10.0.0.2")} -I bob ${withSupernode(b)}`);
    await expect.poll(async () => (await lab.log("b.log")).match(/registered|silent/), soon).not.toBeNull();
    await lab.run(`run a a.log ${edge} ${address("10.0.0.1")} -I alice ${withSupernode(a)}`);
    await expect.poll(() => lab.log("a.log"), soon).toMatch(/ ready | no-address /);
    // Frames in both directions for four seconds, whether they arrive or not.
    await lab.run("ip netns exec a ping -q -c 4 10.0.0.2 & ip netns exec b ping -q -c 4 10.0.0.1; wait $!");
    for (const [who, texts] of Object.entries(says)) {
      const program = `node ${dist}/${who === "sn" ? "supernode" : "edge"}.cjs`;
      await expect.poll(async () => warningsIn(await lab.log(`${who}.log`)), soon).toMatch(texts[0]!);
      const warnings = warningsIn(await lab.log(`${who}.log`));
      const status = (await lab.run(`ip netns exec ${who} ${program} status`)).output;
      for (const text of texts) {
        expect(warnings).toMatch(text);
        expect(status).toMatch(text);
      }
    }
  });
});

const withSupernode = (options: string): string => (options.includes("-l ") ? options : `${reached} ${options}`);

const warningsIn = (log: string): string => (log.match(/^.* WARNING .*$/gm) ?? []).join("\n");
