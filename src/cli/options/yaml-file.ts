import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, type Node } from "yaml";
import { ConfigError } from "../../base/config-error.ts";
import type { ConfigLine } from "./config-file.ts";
import { settable, settingName } from "./names.ts";
import { valuesOf } from "./setting-value.ts";
import type { OptionRow, OptionTable } from "./table.ts";

/**
 * The options in a YAML file (1.2): a map from names to values, flags as true or false, lists for what may be repeated.
 * Values are read as they are written: `010` is no number and `no` no boolean. Throws ConfigError for the first fault.
 */
export function linesOfYaml(path: string, text: string, table: OptionTable): readonly ConfigLine[] {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    schema: "failsafe",
    prettyErrors: false,
    version: "1.2",
  });
  const at = (offset: number) => `${path}:${Math.max(1, counter.linePos(offset).line)}: `;
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new ConfigError(`${at(fault.pos[0])}this is not YAML: ${fault.message}`);
  const whole = document.contents;
  if (whole === null || (isScalar(whole) && whole.value === "")) return [];
  const where = (node: Node) => at(node.range?.[0] ?? 0);
  if (!isMap(whole)) throw new ConfigError(`${where(whole)}write one option per line, like "community: mynet"`);
  return whole.items.flatMap(({ key, value }) => {
    const name = key as Node;
    if (!isScalar(name)) throw new ConfigError(`${where(name)}the name of an option is a word`);
    return option(String(name.value), where(name), value);
  });

  function option(spelled: string, from: string, value: Node | null): readonly ConfigLine[] {
    const rows = settable(table);
    const found = rows.find(([name]) => settingName(name) === spelled);
    if (found === undefined) {
      const meant = rows.find(([name, row]) => isLike(spelled, settingName(name), row))?.[0];
      const right = meant === undefined ? "docs/configuration.md lists them" : `did you mean ${settingName(meant)}?`;
      throw new ConfigError(`${from}no option ${JSON.stringify(spelled)}: ${right}`);
    }
    const [name, row] = found;
    const items = isSeq(value) ? (value.items as Node[]) : [value];
    if (isSeq(value) && row.many !== "list") throw new ConfigError(`${from}${spelled} is not a list: give one value`);
    return items.flatMap((item) => line(name, row, spelled, from, item));
  }

  function line(name: string, row: OptionRow, spelled: string, from: string, item: Node | null): readonly ConfigLine[] {
    const resolved = isAlias(item) ? (item.resolve(document) ?? null) : item;
    if (resolved !== null && !isScalar(resolved))
      throw new ConfigError(`${where(resolved)}${spelled} has other options below it: give a value`);
    const place = resolved === null ? from : where(item!);
    const value = resolved === null ? "" : String(resolved.value);
    // Nothing, or "~": an empty text in quotes is one.
    const isAbsent = resolved === null || (resolved.type === Scalar.PLAIN && /^(~|null)?$/i.test(value));
    if (isAbsent) throw new ConfigError(`${place}${spelled} has no value: give one, or leave the line out`);
    return valuesOf(row, place, spelled, value).map((text) => ({ where: place, option: { name, spelled, text } }));
  }
}

/** As on the command line, shortened, or without its dash or plural. */
const isLike = (spelled: string, name: string, { long, short }: OptionRow): boolean => {
  const plain = (text: string) => text.replaceAll(/[-_]|s$/g, "").toLowerCase();
  return [long, short].includes(spelled) || (spelled.length > 2 && plain(name).startsWith(plain(spelled)));
};
