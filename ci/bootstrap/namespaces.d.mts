/** Why no laboratory can be built here, and who can allow it, and how; undefined = it can be. */
export function namespacesTrouble(): { readonly what: string; readonly fix: string } | undefined;
/** Whether this process may make namespaces itself; otherwise a laboratory has a user namespace of its own. */
export function isRootHere(): boolean;
