import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A library of which something is in a bundle. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** Short, as its package.json has it: `MIT`, `ISC`. */
  readonly licence: string;
  /** Who holds the copyright. */
  readonly holders: readonly string[];
  readonly text: string;
}

/**
 * The libraries in bundles, sorted by name: esbuild names the file of each module in a comment. Throws Error if one has no
 * licence file, because then it may not be passed on as it is.
 */
export function librariesIn(top: string, bundles: readonly string[]): readonly Library[] {
  const named = bundles.flatMap((text) => [
    ...text.matchAll(/^ *\/\/ (?:.*\/)?node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm),
  ]);
  return [...new Set(named.map(([, name]) => name!))].sort().map((name) => libraryAt(join(top, "node_modules", name)));
}

function libraryAt(folder: string): Library {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  if (file === undefined) throw new Error(`${name} ${version} has no licence file: it cannot be bundled`);
  const text = readFileSync(join(folder, file), "utf8").trim();
  return { name, version, licence: license, holders: holdersIn(text), text };
}

/** `Copyright (c) 2017 Somebody <somebody@example.org>` and what is in its place elsewhere. */
export const holdersIn = (text: string): readonly string[] =>
  [...text.matchAll(/^Copyright (?:\(c\) )?(?:(?:©|[\d, -]+) *)*(.+)$/gim)].map(([, holder]) => holder!.trim());

/** The licences one after the other, as a file for people. */
export const licencesText = (libraries: readonly Library[]): string =>
  libraries.map(({ name, version, text }) => `${name} ${version}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);

/**
 * assemblyscript.org, NOTICE: parts of its library are compiled into the packet cores. The whole licence is a file that every
 * Debian system has.
 */
export const coreLicence = {
  name: "Apache-2.0",
  holders: "The AssemblyScript authors",
  text: `Parts of AssemblyScript's library, licensed under the Apache License, Version 2.0 (the "License"); you may not use them
except in compliance with the License. On Debian systems its text is in /usr/share/common-licenses/Apache-2.0; elsewhere at
https://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS"
BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language
governing permissions and limitations under the License.`,
} as const;
