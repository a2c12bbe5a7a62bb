/** Where the compiled module of a source of this repository is kept, whether it is there or not; undefined = of no other. */
export function compiledPath(source: string): string | undefined;
