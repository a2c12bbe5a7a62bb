/** What root writes below `top` (default: what a clone gets) is given to the owner of `top` when this process ends. */
export function giveToOwner(top: string, made?: readonly string[]): void;
/** So is what is written where these arguments of a command say, if that is within it. */
export function alsoGive(args: readonly string[]): void;
