import { Chalk } from "chalk";
import { wantsColour } from "../../base/colour.ts";

/** Colours of a status. */
export interface StatusStyle {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const same = (text: string): string => text;

export const plainStyle: StatusStyle = { bold: same, dim: same, green: same, yellow: same };

export function styleOf(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): StatusStyle {
  return wantsColour(stream, env) ? new Chalk({ level: 1 }) : plainStyle;
}
