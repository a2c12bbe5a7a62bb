import type { Endpoint } from "../base/address/endpoint.ts";

/** Tunable. */
const tuned = { characters: 1024 } as const;

/** A router's endpoint for plain HTTP. */
export interface LocalUrl {
  readonly at: Endpoint;
  /** Begins with a slash. */
  readonly path: string;
}

/**
 * Parses a plain HTTP URL on exactly this host; relative ones are resolved against `base`. Undefined = anything else.
 */
export function localUrl(text: string, host: string, base?: LocalUrl): LocalUrl | undefined {
  const from = base && `http://${base.at.address}:${base.at.port}${base.path}`;
  if (text.length > tuned.characters || !/^[!-~]+$/.test(text) || !URL.canParse(text, from)) return undefined;
  const url = new URL(text, from);
  if (url.protocol !== "http:" || url.hostname !== host || url.username !== "" || url.password !== "") return undefined;
  return { at: { address: host, port: Number(url.port || "80") }, path: url.pathname + url.search };
}
