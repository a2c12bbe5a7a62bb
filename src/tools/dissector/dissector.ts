import { declared } from "./declared.ts";
import { fieldsLua } from "./fields-lua.ts";
import { headerLua } from "./header-lua.ts";
import { protocolLua } from "./protocol-lua.ts";
import { wordsLua } from "./words-lua.ts";

/**
 * A plug-in for Wireshark and tshark in Lua, made in this order:
 *
 * 1. `declared.ts`: the codec's declarations (`../../wire/layouts.ts`), as a table of Lua
 * 2. `words-lua.ts`, `header-lua.ts`: opening encrypted headers, in whatever Lua Wireshark has
 * 3. `fields-lua.ts`: fields and readers, all from that table; `protocol-lua.ts`: what recognises a message, and shows it
 *
 * @module
 */
export function dissector(version: string): string {
  return [
    `-- n2n v3 for Wireshark 3.4 and later. Made by n2n-natlab ${version} from the declarations of its codec; do not edit.\n`,
    `local n2n = ${lua(declared())}\n`,
    wordsLua,
    headerLua,
    fieldsLua,
    protocolLua,
  ].join("");
}

/** A value as a Lua expression. */
export function lua(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `{ ${value.map(lua).join(", ")} }`;
  const members = Object.entries(value as Record<string, unknown>).map(([name, member]) => {
    const key = /^\d+$/.test(name) ? `[${name}]` : /^[a-z_]\w*$/i.test(name) ? name : `[${quoted(name)}]`;
    return `${key} = ${lua(member)}`;
  });
  return `{ ${members.join(", ")} }`;
}

/** Lua's escapes are decimal; whatever is not printable ASCII becomes one, byte for byte. */
function quoted(text: string): string {
  const bytes = [...Buffer.from(text)].map(
    (byte) =>
    byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, "0")}` : byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte), // prettier-ignore
  );
  return `"${bytes.join("")}"`;
}
