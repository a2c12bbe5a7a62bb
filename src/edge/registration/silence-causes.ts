/** The parts of an edge's configuration that a supernode may disagree with. */
export interface Contact {
  /** As the user typed it. */
  readonly community: string;
  /** Header encryption (`-H`, or user/password mode): the community's name is then a secret. */
  readonly isHidden: boolean;
  /** User/password mode. */
  readonly isSigned: boolean;
  readonly transport: "udp" | "tcp";
}

/**
 * What to check if a supernode does not answer, the likeliest first: supernodes silently drop what they do not accept
 * (docs/n2n-compatibility.md), so an edge cannot distinguish these. `lacking`: an address of ours that is gone.
 */
export function silenceCauses(
  { community, isHidden, isSigned, transport }: Contact,
  hasAnswered: boolean,
  lacking?: string,
): string {
  const way = transport.toUpperCase();
  const bound = lacking === undefined ? [] : [`an interface of this machine has ${lacking}, which -p names`];
  const reach = hasAnswered
    ? ["it still runs", `nothing on the way stopped passing ${way}`]
    : ["its address and port are right (-l)", `${way} passes on the way, both directions`];
  const name = isHidden ? "this community" : `community "${community}"`;
  const listed = `its community list, if it has one, allows ${name}`;
  const headers = isHidden
    ? ["it knows that this community has encrypted headers (-H)", "both clocks agree within 16 s"]
    : [`no other edge of ${name} uses -H`];
  const users = isSigned ? ["-P is that supernode's key"] : [];
  return [...bound, ...reach, listed, ...headers, ...users].join("; ");
}
