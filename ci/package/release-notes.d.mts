/** `wanted`: major, minor, patch, or a version above `version`. Undefined = neither. */
export function nextVersion(version: string, wanted: string): string | undefined;
/** The changelog with what was unreleased under `version`, and that section; undefined if there is nothing. */
export function datedChangelog(
  text: string,
  version: string,
  date: string,
): { readonly section: string; readonly text: string } | undefined;
