/**
 * The tables of docs/configuration.md, made from the declared options. To write them:
 *
 *     npx tsx ci/configuration-doc.ts && npx prettier --write docs/configuration.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { edgeTable } from "../src/cli/edge/table.ts";
import { edgeAtOnce } from "../src/cli/edge/reloading.ts";
import { settable, settingName, variableName } from "../src/cli/options/names.ts";
import { spelling, type OptionRow, type OptionTable } from "../src/cli/options/table.ts";
import { supernodeAtOnce } from "../src/cli/supernode/reloading.ts";
import { supernodeTable } from "../src/cli/supernode/table.ts";

const page = join(import.meta.dirname, "../docs/configuration.md");

const tables = {
  edge: { table: edgeTable, atOnce: edgeAtOnce },
  supernode: { table: supernodeTable, atOnce: supernodeAtOnce },
} as const;

/** The page with its tables as the declarations have them. */
export function configurationDoc(text: string): string {
  return Object.entries(tables).reduce(
    (made, [name, { table, atOnce }]) =>
      made.replace(
        new RegExp(`(<!-- ${name}: begin -->\n)[^]*(<!-- ${name}: end -->)`),
        (_whole, begin: string, end: string) => `${begin}\n${rows(table, atOnce)}\n\n${end}`,
      ),
    text,
  );
}

function rows(table: OptionTable, atOnce: ReadonlySet<string>): string {
  const cells = settable(table).map(([name, row]) => [
    `\`${settingName(name)}\``,
    `\`${spelling(row).trim().replaceAll("|", "\\|")}\``,
    `\`${variableName(name)}\``,
    kindOf(row),
    atOnce.has(name) ? "at once" : "restart",
  ]);
  const head = ["in YAML", "option", "variable", "value", "after a change"];
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function kindOf({ many, takes, value, secret }: OptionRow): string {
  if (many === "count") return "0 to 4";
  const kind = takes === "flag" ? "true, false" : takes === "attached" ? `${value}, or true` : (value ?? "text");
  return [kind.replaceAll("|", "\\|"), ...(many === "list" ? ["list"] : []), ...(secret === true ? ["secret"] : [])].join(", "); // prettier-ignore
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(page, configurationDoc(readFileSync(page, "utf8")));
