import chalk from "chalk";

/** Colours of a status: on a terminal only, and not where NO_COLOR is set (no-color.org) or in CI. */
export interface StatusStyle {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const same = (text: string): string => text;

export const plainStyle: StatusStyle = { bold: same, dim: same, green: same, yellow: same };

export function styleOf(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): StatusStyle {
  const wanted = stream.isTTY === true && !env["NO_COLOR"] && env["CI"] === undefined && env["TERM"] !== "dumb";
  return wanted ? chalk : plainStyle;
}
