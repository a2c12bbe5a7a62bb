/** Where two values differ: `message.cookie`. */
export function differingFields(before: unknown, now: unknown, path = ""): readonly string[] {
  if (Object.is(before, now)) return [];
  if (!isObject(before) || !isObject(now)) return [path];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].flatMap((name) => differingFields(before[name], now[name], path === "" ? name : `${path}.${name}`));
}

const isObject = (fact: unknown): fact is Record<string, unknown> => typeof fact === "object" && fact !== null;
