/** Compiles a source with all that it imports, and users' files; the file to import instead. Undefined = a loader must do it. */
export function compile(source: string): Promise<string | undefined>;
