/** The laboratory, not the program under test, is at fault. Makes a case inconclusive. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly command: string | undefined;
  readonly output: string | undefined;

  constructor(
    what: string,
    details: { readonly command?: string | undefined; readonly output?: string | undefined } = {},
  ) {
    const { command, output } = details;
    super(
      [what, command && `command: ${command}`, output?.trim() && `output: ${output.trim()}`]
        .filter(Boolean)
        .join("\n  "),
    );
    this.command = command;
    this.output = output;
  }
}
