import type { AskedChain, AskedTable } from "./asked.ts";
import type { Listing } from "./schema.ts";

/** How a table differs from the requested one, in words: something is missing, extra, or different. */
export function tableDifferences(asked: AskedTable, there: Listing): readonly string[] {
  const isThere = there.tables.some(({ family, name }) => family === asked.family && name === asked.name);
  if (!isThere) return [`table ${asked.family} ${asked.name} is missing`];
  const mine = (one: { readonly family: string; readonly table: string }) =>
    one.family === asked.family && one.table === asked.name;
  const chains = there.chains.filter(mine);
  return [
    ...names("map", asked.maps, there.maps.filter(mine)),
    ...names("set", asked.sets, there.sets.filter(mine)),
    ...names(
      "chain",
      asked.chains.map(({ name }) => name),
      chains,
    ),
    ...asked.chains.flatMap((chain) => {
      const found = chains.find(({ name }) => name === chain.name);
      const rules = there.rules.filter((rule) => mine(rule) && rule.chain === chain.name).length;
      return found === undefined ? [] : chainDifferences(chain, { ...found, rules });
    }),
  ];
}

function names(kind: string, asked: readonly string[], there: readonly { readonly name: string }[]): readonly string[] {
  const found = there.map(({ name }) => name);
  return [
    ...asked.filter((name) => !found.includes(name)).map((name) => `${kind} ${name} is missing`),
    ...found.filter((name) => !asked.includes(name)).map((name) => `${kind} ${name} was not requested`),
  ];
}

type Facts = Partial<Record<"type" | "hook" | "prio" | "policy" | "rules", string | number | undefined>>;

function chainDifferences(asked: AskedChain, there: Facts): readonly string[] {
  const { type, hook, prio, policy } = asked.base ?? {};
  const wanted: Facts = { type, hook, prio, policy, rules: asked.rules };
  return (Object.keys(wanted) as (keyof Facts)[])
    .filter((fact) => wanted[fact] !== there[fact])
    .map((fact) => `chain ${asked.name}: ${fact} is ${there[fact] ?? "absent"}, asked for ${wanted[fact] ?? "none"}`);
}
