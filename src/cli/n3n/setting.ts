import { ConfigError } from "../../base/config-error.ts";

/** One of n3n's settings, from a file, the environment or the command line. */
export interface N3nSetting {
  /** The prefix of messages about it: `/etc/n3n/edge.conf:3: `. */
  readonly where: string;
  /** `section.option` */
  readonly name: string;
  readonly value: string;
  /** Given on the command line, which every user can read. */
  readonly isArgument: boolean;
}

/**
 * The settings of a session file: sections in brackets, then `option = value`. Blanks around a value do not count; marks
 * of quotation and # do. Throws ConfigError.
 */
export function settingsIn(path: string, text: string): readonly N3nSetting[] {
  let section: string | undefined;
  return text.split("\n").flatMap((whole, at) => {
    const where = `${path}:${at + 1}: `;
    const line = whole.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) return [];
    const [, heading] = /^\[(.*)\]$/.exec(line) ?? [];
    if (heading !== undefined) {
      section = heading;
      return [];
    }
    const [, option, value] = /^([^\s=]+)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (option === undefined) throw new ConfigError(`${where}"${line}" is not a setting: write OPTION = VALUE`);
    if (section === undefined)
      throw new ConfigError(`${where}${option} belongs to no section: write [SECTION] above it`);
    return [{ where, name: `${section}.${option}`, value: value!, isArgument: false }];
  });
}

/** `section.option=value`, as after `-O`. Throws ConfigError. */
export function settingOf(text: string): N3nSetting {
  const [, name, value] = /^([^.=\s]+\.[^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new ConfigError(`-O ${text.split("=", 1)[0]} is not right: give SECTION.OPTION=VALUE`);
  return { where: "", name, value: value!, isArgument: true };
}
