import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";
import type { ConfigFile, ConfigLine, Files } from "../options/config-file.ts";
import { sessionName } from "../web/options.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import { isTrue, type N3nKind, lists, ruleFor, Wrong } from "./rules.ts";
import { type N3nSetting, settingsIn } from "./setting.ts";

/** A command line of n3n, translated. */
export interface Session {
  readonly file: ConfigFile;
  readonly rest: readonly string[];
  /** The federation's name, from which n3n derives all keys. */
  readonly federation?: string;
}

/** Whether a command line is n3n's: `start [SESSION]`, perhaps behind options that n2n has not. */
export const isSession = (argv: readonly string[]): boolean =>
  argv[0] === "start" || (argv.includes("start") && argv.some((word) => word.startsWith("-O")));

interface Surroundings {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** n3n's variables. */
const variables = {
  N3N_KEY: "community.key",
  N3N_COMMUNITY: "community.name",
  N3N_PASSWORD: "auth.password",
  N3N_FEDERATION: "supernode.federation",
} as const;

/**
 * What n3n would start: the settings of `/etc/n3n/SESSION.conf`, if there is one, then those of the environment, then
 * those of the command line, as lines of one of our own configuration files. Throws ConfigError.
 */
export function takeSession(argv: readonly string[], kind: N3nKind, { files, env }: Surroundings): Session {
  const given = readArguments(argv, kind);
  const session = sessionName("session", given.session ?? kind);
  const path = `/etc/n3n/${session}.conf`;
  const found = load(path, files);
  const settings = [
    ...settingsIn(path, found?.text ?? ""),
    ...Object.entries(variables).flatMap(([variable, name]): N3nSetting[] => {
      const value = env[variable];
      return value ? [{ where: `${variable}: `, name, value, isArgument: false }] : [];
    }),
    ...given.settings,
  ];
  const isPublic = found !== undefined && (found.mode & 0o004) !== 0;
  const { lines, warnings, federation } = translated(settings, kind, session, given);
  const shown = ["start", session];
  return {
    file: { path, lines, isPublic, warnings, shown },
    rest: [],
    ...(federation !== undefined && { federation }),
  };
}

function translated(settings: readonly N3nSetting[], kind: N3nKind, session: string, { asked, verbose }: Arguments) {
  const last = new Map(settings.map((setting) => [setting.name, setting]));
  const warnings: string[] = [];
  const lines = settings.flatMap((setting) => {
    const rule = ruleFor(kind, setting);
    if (rule === undefined || (!lists.has(setting.name) && last.get(setting.name) !== setting)) return [];
    return checked(setting, rule).map((words) => lineOf(setting, words));
  });
  const add = (setting: N3nSetting | undefined, ...words: string[]) => lines.push(lineOf(setting, words));
  for (const option of asked) add(undefined, option);
  for (let i = 0; i < verbose; i++) add(undefined, "-v");
  if (!last.has("daemon.background")) add(undefined, "-f");
  add(undefined, "--session", session);
  if (kind === "edge") {
    addAddress(last, add, warnings);
    addTransport(last, add);
    if (!last.has("tuntap.name")) add(undefined, "-d", session);
  } else addRange(last, add);
  return { lines, warnings, federation: last.get("supernode.federation")?.value };
}

type Add = (setting: N3nSetting | undefined, ...words: string[]) => void;
type Last = ReadonlyMap<string, N3nSetting>;

/** Without a mode the supernode gives the address, whatever is set. */
function addAddress(last: Last, add: Add, warnings: string[]): void {
  const [mode, address] = [last.get("tuntap.address_mode"), last.get("tuntap.address")];
  switch (mode?.value ?? "auto") {
    case "static":
      if (address === undefined) throw new ConfigError(`${mode!.where}tuntap.address is missing: give IP or IP/N`);
      return add(address, "-a", address.value);
    case "dhcp":
      return add(mode, "-a", "dhcp:0.0.0.0");
    case "auto":
      if (address !== undefined)
        warnings.push(`${address.where}tuntap.address is not used, as in n3n: set tuntap.address_mode = static`);
      return;
    default:
      throw wrong(mode!, "auto, static or dhcp");
  }
}

function addTransport(last: Last, add: Add): void {
  const [tcp, direct] = [last.get("connection.connect_tcp"), last.get("connection.allow_p2p")];
  if (tcp !== undefined && checked(tcp, isTrue)) return add(tcp, "-S2");
  if (direct !== undefined && !checked(direct, isTrue)) add(direct, "-S1");
}

/** n3n has two settings, each with the length of a network. */
function addRange(last: Last, add: Add): void {
  const [min, max] = [last.get("supernode.auto_ip_min"), last.get("supernode.auto_ip_max")];
  if (min === undefined && max === undefined) return;
  if (min === undefined || max === undefined)
    throw new ConfigError(`${(min ?? max)!.where}supernode.auto_ip_min and auto_ip_max belong together: give both`);
  const [first] = min.value.split("/");
  add(min, "-a", `${first}-${max.value}`);
}

function checked<T>(setting: N3nSetting, act: (value: string) => T): T {
  try {
    return act(setting.value);
  } catch (error) {
    throw error instanceof Wrong ? wrong(setting, error.message) : error;
  }
}

/** Secrets have no rule that can be broken. */
const wrong = ({ where, name, value }: N3nSetting, right: string): ConfigError =>
  new ConfigError(`${where}${name} "${value}" is not right: give ${right}`);

const lineOf = (setting: N3nSetting | undefined, words: readonly string[]): ConfigLine => ({
  where: setting === undefined ? "" : `${setting.where}${setting.name}: `,
  words,
  ...(setting?.isArgument && { isArgument: true }),
});

/** A session needs no file. */
function load(path: string, files: Files): ReturnType<Files["read"]> | undefined {
  try {
    return files.read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw (
      environmentError(error, `read ${path}`) ?? new ConfigError(`cannot read ${path}: ${(error as Error).message}`)
    );
  }
}
