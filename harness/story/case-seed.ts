/**
 * A case's own seed: the same for the same run seed and name, whatever else runs. FNV-1a, so that names that differ in one
 * letter get unrelated seeds.
 */
export function caseSeed(runSeed: number, scenario: string, caseName: string): number {
  let hash = 0x811c9dc5 ^ runSeed;
  for (const byte of Buffer.from(`${scenario}/${caseName}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
