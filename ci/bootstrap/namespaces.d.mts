export interface Trouble {
  readonly what: string;
  /** Who can allow it, and how. */
  readonly fix: string;
}
/** Why the namespaces of a laboratory cannot be made here; undefined = they can be. */
export function namespacesTrouble(): Trouble | undefined;
/** Why no laboratory can be built here: namespaces and TAPs. */
export function laboratoryTrouble(): Trouble | undefined;
export const tapFix: string;
/** Whether this process may make namespaces itself; otherwise a laboratory has a user namespace of its own. */
export function isRootHere(): boolean;
