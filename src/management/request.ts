import { textOf } from "../base/byte-text.ts";

/** A request in JSON style: `<type> <options> <method> [arguments]` (fact sheet §13). */
export interface ManagementRequest {
  readonly type: string;
  readonly tag: string;
  /** Present if the flags announce one. */
  readonly password?: string;
  readonly method: string;
  readonly rest: string;
}

/** The request cannot be read; `tag` is "-1" because an answer needs one. */
export interface UnreadableRequest {
  readonly tag: string;
  readonly error: string;
}

/** Tunable; the reference cuts at 79 characters. */
const tuned = { requestBytes: 512 } as const;

/** Bit 0 of the flags: a password follows. */
const passwordFollows = 1;

/** The request in a datagram, without the line end. Undefined = longer than any request. */
export function requestText(bytes: Uint8Array): string | undefined {
  if (bytes.length > tuned.requestBytes) return undefined;
  return textOf(bytes).replace(/[\0\r\n]+$/, "");
}

/** `tagMost`: how many characters of a tag are kept. */
export function parseRequest(text: string, types: string, tagMost: number): ManagementRequest | UnreadableRequest {
  const [, type, options, method, rest] = /^(\S) *(\S*) *(\S*) *(.*)$/s.exec(text) ?? [];
  if (type === undefined) return { tag: "-1", error: "notype" };
  if (!types.includes(type)) return { tag: "-1", error: "badtype" };
  if (!options) return { tag: "-1", error: "nooptions" };
  if (!method) return { tag: "-1", error: "nocmd" };
  const [tag, flags = "0", ...password] = options.split(":");
  const secret = (parseInt(flags, 16) & passwordFollows) !== 0 && { password: password.join(":") };
  return { type, tag: [...tag!].slice(0, tagMost).join(""), ...secret, method, rest: rest!.trimEnd() };
}
