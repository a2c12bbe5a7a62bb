import { ConfigError } from "../../../src/base/config-error.ts";
import { helpWidth } from "../../report/text/wrap.ts";
import { labVerbs } from "./verbs.ts";
import { VerbUsage, type VerbSetting } from "./verb.ts";
import { verbHelp } from "./help.ts";

/** Whether `npm run lab -- WORD` names a verb. */
export const isLabVerb = (word: string | undefined): word is string =>
  word !== undefined && Object.hasOwn(labVerbs, word);

/** Performs a verb; returns its exit code. Throws ConfigError, EnvironmentError. */
export async function runVerb(
  name: string,
  args: readonly string[],
  setting: Omit<VerbSetting, "perform">,
): Promise<number> {
  const verb = labVerbs[name];
  if (!isLabVerb(name) || verb === undefined) throw new ConfigError(`no verb ${name}; see npm run lab -- --help`);
  if (asksForHelp(args)) {
    setting.say(verbHelp(name, verb, helpWidth()));
    return 0;
  }
  try {
    return await verb.run(args, { ...setting, perform: runVerb });
  } catch (error) {
    if (!(error instanceof VerbUsage)) throw error;
    throw new ConfigError(`${name}: ${error.message}; write: ${verb.usage}; see npm run lab -- ${name} --help`);
  }
}

/** Not what follows a node: `exec alice -- ip --help` asks ip. */
function asksForHelp(args: readonly string[]): boolean {
  const dashes = args.indexOf("--");
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const word = own.findIndex((each) => each === "--help" || each === "-h");
  return word >= 0 && (word === 0 || own.length === word + 1);
}
