/** A table that a ruleset text declares, read from the text, to be compared with nft's listing. */
export interface AskedTable {
  readonly family: string;
  readonly name: string;
  readonly chains: readonly AskedChain[];
  readonly maps: readonly string[];
  readonly sets: readonly string[];
}

export interface AskedChain {
  readonly name: string;
  /** Base chains only. */
  readonly base?: { readonly type: string; readonly hook: string; readonly prio: number; readonly policy: string };
  readonly rules: number;
}

/** nft(8), "Standard priority names", families ip, ip6 and inet. */
const priorities: Record<string, number> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

const line = {
  table: /^table (\S+) (\S+) \{$/,
  chain: /^chain (\S+) \{$/,
  object: /^(map|set) (\S+) \{/,
  base: /^type (\S+) hook (\S+) priority ([a-z]+|-?\d+)(?: ([+-]) (\d+))?;(?: policy (\S+);)?$/,
};

/**
 * Reads text of one statement a line, as our generators write it: not a parser of nft. Whole blocks `table … {`
 * count; commands such as `delete table` or `add element` do not.
 */
export function asked(text: string): readonly AskedTable[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.flatMap((one, index) => {
    const [, family, name] = line.table.exec(one) ?? [];
    return family === undefined || name === undefined ? [] : [readTable(family, name, blockAt(lines, index))];
  });
}

/** The lines between the brace that line `start` opens and the one that closes it. */
function blockAt(lines: readonly string[], start: number): readonly string[] {
  let depth = 0;
  for (let end = start; end < lines.length; end++) {
    depth += count(lines[end]!, "{") - count(lines[end]!, "}");
    if (depth === 0) return lines.slice(start + 1, end);
  }
  return lines.slice(start + 1);
}

const count = (text: string, part: string): number => text.split(part).length - 1;

function readTable(family: string, name: string, body: readonly string[]): AskedTable {
  const objects = (kind: string) =>
    body.flatMap((text) => {
      const found = line.object.exec(text);
      return found?.[1] === kind ? [found[2]!] : [];
    });
  return {
    family,
    name,
    maps: objects("map"),
    sets: objects("set"),
    chains: body.flatMap((text, index) => {
      const chain = line.chain.exec(text)?.[1];
      return chain === undefined ? [] : [readChain(chain, blockAt(body, index))];
    }),
  };
}

function readChain(name: string, body: readonly string[]): AskedChain {
  const statements = body.filter((line) => line !== "" && !line.startsWith("#"));
  const base = line.base.exec(statements[0] ?? "");
  if (base === null) return { name, rules: statements.length };
  const [, type, hook, priority, sign, offset, policy] = base;
  const prio = (priorities[priority!] ?? Number(priority)) + Number(`${sign ?? "+"}${offset ?? 0}`);
  return { name, base: { type: type!, hook: hook!, prio, policy: policy ?? "accept" }, rules: statements.length - 1 };
}
