import product from "../../../package.json" with { type: "json" };

/** One line if this Node cannot run the programs; undefined = it can. `engines`: `^20.19.0 || >=24.0.0`. */
export function unfitNode(version = process.versions.node, engines = product.engines.node): string | undefined {
  const own = numbers(version);
  const fits = engines.split("||").some((range) => {
    const [, kind, least] = /^\s*(\^|>=)([\d.]+)\s*$/.exec(range) ?? [];
    if (least === undefined) return false;
    const wanted = numbers(least);
    return isAtLeast(own, wanted) && (kind === ">=" || own[0] === wanted[0]);
  });
  return fits ? undefined : `Node ${version} cannot run this: it needs ${engines}; see https://nodejs.org`;
}

const numbers = (version: string): readonly number[] => version.split(/[.-]/, 3).map(Number);

function isAtLeast(own: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((number, i) => number !== own[i]);
  return at < 0 || own[at]! > least[at]!;
}
