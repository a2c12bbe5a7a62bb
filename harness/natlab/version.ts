import { toolOf } from "../run/machine.ts";

export function natlabVersion(): string {
  const { name, version } = toolOf();
  return `${name} ${version}`;
}
