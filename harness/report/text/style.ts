import { Chalk } from "chalk";
import { wantsColour } from "../../../src/base/colour.ts";

/** The part of chalk that reports use; `plain` in files. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

export const plain: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** The style of text that is printed to `stream`. */
export const styleFor = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Style =>
  wantsColour(stream, env) ? new Chalk({ level: 1 }) : plain;
