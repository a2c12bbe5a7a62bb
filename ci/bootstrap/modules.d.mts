/** Where the compiled module of a source of this repository is kept, whether it is there or not; undefined = of no other. */
export function compiledPath(source: string): string | undefined;
/** Compiles a source with all that it imports, and users' files; the file to import instead. Undefined = a loader must do it. */
export function compile(source: string): Promise<string | undefined>;
