/**
 * A regular expression of the community list (fact sheet §12.4): `.` `*` `+` `?` `[abc]` `[a-z]` `[^abc]`
 * `\s \S \w \W \d \D`; any other escaped character, and `^ $ |`, stand for themselves.
 */
export interface NamePattern {
  readonly text: string;
  /** Most steps per byte of a name. */
  readonly steps: number;
  /** `name`: one character per byte. Takes time proportional to the length of pattern times name, whatever they are. */
  matches(name: string): boolean;
}

/** Characters that make a line of the list an expression. */
export const patternCharacters = /[.*+?[\]\\]/;

/** `wrong` = what is wrong with the expression. */
export function compilePattern(text: string): NamePattern | { readonly wrong: string } {
  const items: Item[] = [];
  for (let at = 0; at < text.length;) {
    const quantifier = quantifiers[text[at]!];
    if (quantifier !== undefined) {
      const last = items.at(-1);
      if (last?.repeat !== "once") return { wrong: `nothing to repeat before "${text[at]!}"` };
      items[items.length - 1] = { ...last, repeat: quantifier };
      at++;
      continue;
    }
    const symbol = text[at] === "[" ? characterClass(text, at) : single(text, at);
    if ("wrong" in symbol) return symbol;
    items.push({ accepts: symbol.accepts, repeat: "once" });
    at = symbol.end;
  }
  const steps = items.flatMap((item) => (item.repeat === "plus" ? [once(item), star(item)] : [item]));
  return { text, steps: steps.length, matches: (name) => preferredEnd(steps, name) === name.length };
}

interface Item {
  readonly accepts: (code: number) => boolean;
  readonly repeat: "once" | "star" | "plus" | "optional";
}

const quantifiers: Readonly<Record<string, Item["repeat"]>> = { "*": "star", "+": "plus", "?": "optional" };
const once = ({ accepts }: Item): Item => ({ accepts, repeat: "once" });
const star = ({ accepts }: Item): Item => ({ accepts, repeat: "star" });

/**
 * End of the match that the reference finds from the start of `name`; -1 = none. `*` and `+` are greedy, but `?` is
 * lazy (recorded: `a+b?c*` matches one character of "abc", so it does not allow it). Every pair of step and position
 * is visited once.
 */
function preferredEnd(steps: readonly Item[], name: string): number {
  const width = name.length + 1;
  const known = new Int16Array(steps.length * width).fill(unknown);
  const from = (step: number, at: number): number => {
    const item = steps[step];
    if (item === undefined) return at;
    const key = step * width + at;
    const before = known[key]!;
    return before === unknown ? (known[key] = decide(item, step, at)) : before;
  };
  const decide = ({ accepts, repeat }: Item, step: number, at: number): number => {
    const fits = at < name.length && accepts(name.charCodeAt(at));
    if (repeat === "once") return fits ? from(step + 1, at + 1) : none;
    if (repeat === "star") return (fits ? orElse(from(step, at + 1)) : undefined) ?? from(step + 1, at);
    return orElse(from(step + 1, at)) ?? (fits ? from(step + 1, at + 1) : none);
  };
  return from(0, 0);
}

const none = -1;
const unknown = -2;
const orElse = (end: number): number | undefined => (end === none ? undefined : end);

type Symbol = { readonly accepts: Item["accepts"]; readonly end: number } | { readonly wrong: string };

function single(text: string, at: number): Symbol {
  const character = text[at]!;
  if (character === ".") return { accepts: () => true, end: at + 1 };
  if (character === "]") return { wrong: 'a "]" without its "["' };
  if (character !== "\\") return { accepts: exactly(character), end: at + 1 };
  const escaped = text[at + 1];
  if (escaped === undefined) return { wrong: "a backslash at the end" };
  return { accepts: kinds[escaped] ?? exactly(escaped), end: at + 2 };
}

function characterClass(text: string, start: number): Symbol {
  const negated = text[start + 1] === "^";
  const parts: Item["accepts"][] = [];
  let at = start + (negated ? 2 : 1);
  for (;;) {
    const character = text[at];
    if (character === undefined) return { wrong: 'a "[" without its "]"' };
    if (character === "]") break;
    const high = text[at + 2];
    if (character === "\\") {
      const escaped = text[at + 1];
      if (escaped === undefined) return { wrong: "a backslash at the end" };
      parts.push(kinds[escaped] ?? exactly(escaped));
      at += 2;
    } else if (text[at + 1] === "-" && high !== undefined && high !== "]") {
      const [low, top] = [character.charCodeAt(0), high.charCodeAt(0)];
      if (low > top) return { wrong: `an empty range "${character}-${high}"` };
      parts.push((code) => code >= low && code <= top);
      at += 3;
    } else {
      parts.push(exactly(character));
      at++;
    }
  }
  if (parts.length === 0) return { wrong: "an empty class" };
  return { accepts: (code) => parts.some((accepts) => accepts(code)) !== negated, end: at + 1 };
}

const exactly =
  (character: string): Item["accepts"] =>
  (code) =>
    code === character.charCodeAt(0);

const digit: Item["accepts"] = (code) => code >= 0x30 && code <= 0x39;
const space: Item["accepts"] = (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const word: Item["accepts"] = (code) =>
  digit(code) || code === 0x5f || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

const kinds: Readonly<Record<string, Item["accepts"]>> = {
  d: digit,
  D: (code) => !digit(code),
  s: space,
  S: (code) => !space(code),
  w: word,
  W: (code) => !word(code),
};
