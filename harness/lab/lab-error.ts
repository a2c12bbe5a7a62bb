/** The laboratory, not the program under test, is at fault. Makes a case inconclusive. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly what: string;
  readonly command: string | undefined;
  readonly output: string | undefined;

  constructor(
    what: string,
    { command, output }: { readonly command?: string | undefined; readonly output?: string | undefined } = {},
  ) {
    super([what, command && `command: ${command}`, output && `output: ${output.trim()}`].filter(Boolean).join("\n  "));
    this.what = what;
    this.command = command;
    this.output = output;
  }
}
