/**
 * Is output to this stream to be coloured? Like Node itself: FORCE_COLOR decides where it is set ("0" and "false" = no),
 * then NO_COLOR (no-color.org); else a terminal that can, outside CI.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && !env["NO_COLOR"] && env["CI"] === undefined && env["TERM"] !== "dumb";
}
