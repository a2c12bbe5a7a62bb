import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tasks } from "./bootstrap/tasks.mjs";

const top = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(top, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
const pages = ["README.md", "docs/commands.md", "docs/debugging.md", "docs/tour.md", "CONTRIBUTING.md"];

interface Shown {
  readonly name: string;
  readonly words: readonly string[];
  readonly line: string;
}

/** Each `npm run NAME …` or `npm test` of a page, up to what ends a command there. */
const commandsOf = (page: string): readonly Shown[] =>
  [...read(page).matchAll(/npm (?:run (?:-s )?([\w:]+)|(test))\b([^`\n#|;&<>]*)/g)].map(
    ([line, run, test, rest = ""]) => ({ name: run ?? test!, words: rest.split(/\s+/).filter(Boolean), line }),
  );

const optionsOf = (name: string): readonly string[] => {
  const { flags = [], valued = [] } = tasks[name]?.options ?? {};
  return [...flags, ...valued, "help"];
};

describe.each(pages)("%s", (page) => {
  const shown = commandsOf(page);

  it("shows commands that exist", () => {
    expect(shown.filter(({ name }) => name !== "NAME" && scripts[name] === undefined).map(({ line }) => line)).toEqual(
      [],
    );
  });

  it("shows options and scenarios that exist", () => {
    const wrong = shown.filter(({ name, words }) => {
      if (name !== "scenario" && name !== "matrix") return false;
      const options = words.filter((word) => /^--\w/.test(word)).map((word) => word.slice(2));
      const first = words.findIndex((word) => word.startsWith("-"));
      const scenarios = (first < 0 ? words : words.slice(0, first)).filter((text) => !/^(NAME|…|NAMES)$/.test(text));
      return (
        options.some((option) => !optionsOf(name).includes(option)) ||
        (name === "scenario" && scenarios.some((scenario) => !existsSync(join(top, "scenarios", `${scenario}.ts`))))
      );
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });
});

it("the README has the two commands, a failure with its reason, and the four doors", () => {
  const readme = read("README.md");
  for (const part of ["npm run scenario symmetric-vs-cone ", "npm test ", "\nFAIL  ", "  stopped at  "])
    expect(readme).toContain(part);
  expect(readme.match(/^### … .*/gm)).toHaveLength(4);
});

it("every picture is a small PNG that a page shows", () => {
  const pictures = readdirSync(join(top, "docs/pictures"));
  expect(pictures.length).toBeGreaterThanOrEqual(2);
  for (const name of pictures) {
    const path = join(top, "docs/pictures", name);
    expect(readFileSync(path).subarray(1, 4).toString()).toBe("PNG");
    expect(statSync(path).size).toBeLessThan(150_000);
    expect(pages.some((page) => read(page).includes(`pictures/${name})`))).toBe(true);
  }
});
