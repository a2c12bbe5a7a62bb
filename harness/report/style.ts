/** What reports need of chalk: pass `chalk` itself on a terminal, `plain` in CI and in files. */
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
