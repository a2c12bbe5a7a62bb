import { missingPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { typedInClone } from "../../src/base/as-typed.ts";

/** Which of these commands cannot be found, and what brings them; undefined = all are there. */
export function missingCommands(
  commands: readonly string[],
): { readonly what: string; readonly fix: string } | undefined {
  const { missing, line } = missingPackages(commands);
  if (line === undefined) return undefined;
  const asRoot = process.getuid?.() === 0 ? line : `sudo ${line}`;
  // A clone has tried what `setup` does.
  return { what: `${missing.join(", ")} not found`, fix: typedInClone() ? asRoot : `npx natlab setup, or: ${asRoot}` };
}
