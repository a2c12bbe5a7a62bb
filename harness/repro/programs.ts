import { basename, isAbsolute } from "node:path";
import { ownFile } from "../project/own-folder.ts";
import { NoRepro } from "./no-repro.ts";
import { quoted } from "./quoted.ts";

/** The programs of a script: each a variable that names its path, so that it can be another one elsewhere. */
export class ReproPrograms {
  readonly #folder: string;
  readonly #variables = new Map<string, { readonly name: string; readonly value: string; readonly isOurs: boolean }>();

  /** `folder`: the case's, which is another one in a script. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A command line in words of a shell. Throws NoRepro for what does not exist without this project. */
  words([program = "", ...args]: readonly string[]): string {
    const [script = "", ...rest] = args;
    if (program === process.execPath && script === ownFile("dist/pipe.mjs"))
      throw new NoRepro("a program behind a pipe needs n2n-natlab, which makes its interface");
    if (program === process.execPath && isAbsolute(script) && /\.[cm]js$/.test(script))
      return [this.#variable("node", "node", true), this.#variable(basename(script).replace(/\.[cm]js$/, ""), script, true), ...rest.map((arg) => this.word(arg))].join(" "); // prettier-ignore
    if (program === "sh" || program === "ip" || program === "nft") return [program, ...args.map((arg) => this.word(arg))].join(" "); // prettier-ignore
    return [this.#variable(basename(program), program, false), ...args.map((arg) => this.word(arg))].join(" ");
  }

  /** A word, with the script's own folder in the place of the case's. */
  word(text: string): string {
    const parts = text.split(this.#folder);
    if (parts.slice(1).some((part) => /^\/sut\/[^/]+\/secrets/.test(part)))
      throw new NoRepro("its programs read private keys from files, which are not exported");
    if (parts.length === 1) return quoted(text);
    return parts.map((part, i) => `${i === 0 ? "" : '"$WORK"'}${part === "" ? "" : quoted(part)}`).join("");
  }

  /** Variables, and what to do if one names nothing. */
  get lines(): readonly string[] {
    return [...this.#variables.values()].flatMap(({ name, value, isOurs }) => [
      `${name}=\${${name}:-${quoted(value)}}`,
      isOurs && name !== "NODE"
        ? `[ -r "$${name}" ] || lacking "$${name}" "${name}=PATH: ${basename(value)} of n2n-natlab, after npm run build"`
        : `command -v "$${name}" >/dev/null || lacking "$${name}" "${name}=PATH${name === "NODE" ? ": Node.js 20.19 or later, which n2n-natlab's own programs need" : ""}"`,
    ]);
  }

  #variable(title: string, value: string, isOurs: boolean): string {
    const base = title.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_").replace(/^(?=\d)/, "_"); // prettier-ignore
    const known = this.#variables.get(value);
    if (known !== undefined) return `"$${known.name}"`;
    const names = new Set([...this.#variables.values()].map(({ name }) => name));
    let name = reserved.has(base) ? `${base}_PROGRAM` : base;
    while (names.has(name)) name += "_";
    this.#variables.set(value, { name, value, isOurs });
    return `"$${name}"`;
  }
}

/** What a shell, or the script itself, uses. */
const reserved = new Set(["PATH", "HOME", "PWD", "IFS", "PS1", "WORK", "SHELL", "ENV"]);
