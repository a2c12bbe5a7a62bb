let natlab = false;

/** From now on commands are those of the installed package. */
export function speakOfNatlab(): void {
  natlab = true;
}

/**
 * A text that shows commands as they are typed in a clone (`npm run scenario -- --list`), in the words of who reads it:
 * through the installed package it is `npx natlab scenario --list`.
 */
export const asTyped = (text: string): string => (natlab ? text.split("\n").map(lineOfNatlab).join("\n") : text);

/** `--` before options is npm's alone. It belongs to the command before it, up to the next command or the end of the line. */
function lineOfNatlab(line: string): string {
  return line
    .replaceAll(/npm run (?:-s )?([\w:]+)/g, "npx natlab $1")
    .replaceAll(/(npx natlab (?:(?!npx natlab| \[?-- ).)*? \[?)-- /g, "$1")
    .replaceAll(/(npx natlab (?:(?!npx natlab).)*?) --(?=$|[)`"])/g, "$1");
}
