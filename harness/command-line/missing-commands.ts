import { missingPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { typedInClone } from "../../src/base/as-typed.ts";

interface MissingCommands {
  readonly what: string;
  readonly fix: string;
}

/** Which of these commands cannot be found, and what brings them; undefined = all are there. */
export const missingCommands = (commands: readonly string[]): MissingCommands | undefined =>
  wordsFor(missingPackages(commands), { isRoot: process.getuid?.() === 0, inClone: typedInClone() });

/** A clone has tried what `setup` does. */
export function wordsFor(
  { missing, line }: Pick<ReturnType<typeof missingPackages>, "missing" | "line">,
  { isRoot, inClone }: { readonly isRoot: boolean; readonly inClone: boolean },
): MissingCommands | undefined {
  if (line === undefined) return undefined;
  const asRoot = isRoot ? line : `sudo ${line}`;
  return { what: `${missing.join(", ")} not found`, fix: inClone ? asRoot : `npx natlab setup, or: ${asRoot}` };
}
