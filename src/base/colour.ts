/**
 * Should output to this stream be coloured? As in Node itself: FORCE_COLOR decides if it is set ("0" and "false" =
 * no), then NO_COLOR (no-color.org); otherwise only a terminal that supports it, outside CI.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && !env["NO_COLOR"] && env["CI"] === undefined && env["TERM"] !== "dumb";
}
