/** What root writes below `top` (default: what a clone gets) is given to the owner of `top` when this process ends. */
export function giveToOwner(top: string, made?: readonly string[]): void;
/** So is a folder within it that somebody asked for. */
export function alsoGive(path: string): void;
