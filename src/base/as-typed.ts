let installed: "natlab" | "programs" | undefined;

/** From now on commands are those of the installed package. */
export function speakOfNatlab(): void {
  installed = "natlab";
}

/** From now on commands are those of the installed programs: `n2n-keygen`. */
export function speakOfPrograms(): void {
  installed = "programs";
}

/** Whether commands are typed in a clone, which brings what they need. */
export const typedInClone = (): boolean => installed === undefined;

/**
 * A text that shows commands as they are typed in a clone (`npm run scenario -- --list`), in the words of who reads it:
 * through the installed package it is `npx natlab scenario --list`.
 */
export function asTyped(text: string): string {
  if (installed === undefined) return text;
  return text
    .split("\n")
    .map(installed === "natlab" ? lineOfNatlab : lineOfPrograms)
    .join("\n");
}

const lineOfPrograms = (line: string): string =>
  line.replaceAll(/npm run (?:-s )?(keygen|decode|portfwd|route)(?: --(?= |$))?/g, "n2n-$1");

/** `--` before options is npm's alone. It belongs to the command before it, up to the next command or the end of the line. */
function lineOfNatlab(line: string): string {
  return line
    .replaceAll(/npm run (?:-s )?([\w:]+)/g, "npx natlab $1")
    .replaceAll(/(npx natlab (?:(?!npx natlab| \[?-- ).)*? \[?)-- /g, "$1")
    .replaceAll(/(npx natlab (?:(?!npx natlab).)*?) --(?=$|[)`"])/g, "$1");
}
