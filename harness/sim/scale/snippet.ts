import { isPlain } from "../../topology/link-spec.ts";
import { describeNat, nat as kinds, type Nat } from "../../topology/nat/nat.ts";
import { subjectOf, type ScalePlan, type Site } from "./plan.ts";

/** A plan as the text of a scenario: its network as code, and its events as a story with times. */
export function snippet(plan: ScalePlan, claim: string): string {
  const { supernodes, edges, conversations, events } = plan;
  const names = [...supernodes, ...edges.map(({ name }) => name)];
  const story = [
    ...supernodes.map((name) => ({ at: 0, line: `await ${name}.startHelper();` })),
    ...edges.map(({ name, starts, community, address }) => ({
      at: starts,
      line: `await ${name}.startNode({ address: "${address}", n2n: { community: "${community}" } });`,
    })),
    ...conversations.map(({ from, to, starts }) => ({
      at: starts,
      line: `await check.ping(${from}, ${to}, { within: "10s" });`,
    })),
    ...events.map((event) => ({ at: event.at, line: `// ${event.kind} ${subjectOf(event)}` })),
  ].sort((a, b) => a.at - b.at);
  return [
    `// seed ${plan.seed.toString(16)}: ${claim}`,
    `net: () =>`,
    `  topology("shrunk", {`,
    ...supernodes.map((name) => `    ${name}: host(),`),
    ...plan.sites.map((site) => `    ${home(site, plan)},`),
    `  }),`,
    `async run({ ${names.join(", ")} }, _, check) {`,
    ...story.map(({ at, line }) => `  ${line} // ${(at / 1000).toFixed(1)} s`),
    `},`,
  ].join("\n");
}

function home({ name, nat, delay, loss }: Site, { edges }: ScalePlan): string {
  const lan = edges.filter(({ site }) => site === name).map((edge) => `${edge.name}: host()`);
  const impairment = { delay, loss, jitter: 0 };
  const plain = isPlain(impairment as Parameters<typeof isPlain>[0]);
  const link = plain ? "" : `, link: { delay: ${delay}, loss: ${Number(loss.toFixed(4))} }`;
  return `${name}: router({ nat: ${natText(nat)}${link}, lan: { ${lan.join(", ")} } })`;
}

/** The preset's name where it is one, else what makes it another. */
function natText(middlebox: Nat): string {
  if (!middlebox.translates) return "nat.none";
  const { mapping, filtering, ports, hairpin } = middlebox;
  const preset = Object.entries(kinds).find(
    ([, kind]) => describeNat(kind) === describeNat(middlebox) && sameBesides(kind, middlebox),
  );
  if (preset !== undefined) return `nat.${preset[0]}`;
  return `{ ...nat.portRestricted, ${Object.entries({ mapping, filtering, ports, hairpin })
    .map(([key, value]) => `${key}: "${value}"`)
    .join(", ")} }`;
}

const sameBesides = (kind: Nat, middlebox: Nat): boolean =>
  kind.translates && middlebox.translates && kind.ports === middlebox.ports && kind.hairpin === middlebox.hairpin;
