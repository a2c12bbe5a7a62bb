/** An element; names without namespace prefix, text without surrounding blanks. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Text of the element itself, not of its children. */
  readonly text: string;
}

/** Tunable: routers send a few kilobytes and a handful of levels. */
const tuned = { characters: 64 * 1024, elements: 2000, depth: 32, attributes: 2000 } as const;

interface Open {
  readonly tag: string;
  readonly children: XmlElement[];
  text: string;
}

/**
 * The part of XML 1.0 that UPnP devices send: elements, text, character references, comments, processing
 * instructions. Undefined = anything else (including document types, so no entity is ever defined), not well-formed,
 * or too large. In one pass; attributes are skipped.
 */
export function readXml(text: string): XmlElement | undefined {
  if (text.length > tuned.characters) return undefined;
  const open: Open[] = [{ tag: "", children: [], text: "" }];
  let elements = 0;
  // Sticky, and each part begins with a different character, so nothing is read twice.
  const part = /<!--[^]*?-->|<\?[^]*?\?>|<(\/?)([A-Za-z_][\w.:-]{0,99})([^<>]*)>|[^<]+/y;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) return undefined;
    const [whole, closes, tag, rest] = found;
    const top = open.at(-1)!;
    if (tag === undefined) {
      if (whole.startsWith("<")) continue;
      const plain = unescaped(whole);
      if (plain === undefined || (open.length === 1 && plain.trim() !== "")) return undefined;
      top.text += plain;
      continue;
    }
    if (closes !== "") {
      if (top.tag !== tag || rest!.trim() !== "") return undefined;
      open.pop();
      open.at(-1)!.children.push({ name: localName(tag), children: top.children, text: top.text.trim() });
      continue;
    }
    if (++elements > tuned.elements || rest!.length > tuned.attributes) return undefined;
    if (open.length > tuned.depth || (open.length === 1 && top.children.length > 0)) return undefined;
    if (rest!.endsWith("/")) top.children.push({ name: localName(tag), children: [], text: "" });
    else open.push({ tag, children: [], text: "" });
  }
  return open.length === 1 ? open[0]!.children[0] : undefined;
}

/** All elements of that name, the outer before the inner, in the order written. */
export function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return [
    ...(element.name === name ? [element] : []),
    ...element.children.flatMap((child) => descendants(child, name)),
  ];
}

/** Text of the first child with this name, without prefix; undefined = none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** Escapes text and attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const localName = (tag: string): string => tag.slice(tag.indexOf(":") + 1);

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string | undefined {
  let isBroken = false;
  const plain = text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
    const point = code === null ? undefined : parseInt(code[1] ?? code[2]!, code[1] === undefined ? 10 : 16);
    if (whole.endsWith(";") && point !== undefined && point <= 0x10ffff) return String.fromCodePoint(point);
    if (whole.endsWith(";") && Object.hasOwn(named, name)) return named[name]!;
    isBroken = true;
    return "";
  });
  return isBroken ? undefined : plain;
}
