import { appendFileSync, existsSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { project } from "../project/project.ts";
import { reasonOf } from "./ctrf.ts";
import { casesOf, type CaseOfRun, type Results } from "./results.ts";

/** GitHub takes no more of a step. */
const summaryBytesMax = 1 << 20;

/** Of GitHub's runner, as a workflow sees it. */
export interface GithubEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
  readonly GITHUB_WORKSPACE?: string | undefined;
}

/** Adds a text to the page of the job, as much as there is room for. Does nothing elsewhere. */
export function addToJobSummary(markdown: string, env: GithubEnvironment = process.env): void {
  const file = env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  const room = summaryBytesMax - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  appendFileSync(file, cutTo(markdown, room));
}

const cutNote = "\n\nCut off here: GitHub shows no more. The whole report is among the files of the run.\n";

/** Whole lines, in at most `most` bytes. */
export function cutTo(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const kept = Buffer.from(text).subarray(0, Math.max(0, most - Buffer.byteLength(cutNote)));
  const end = kept.lastIndexOf("\n");
  return most < Buffer.byteLength(cutNote) ? "" : `${kept.subarray(0, Math.max(0, end)).toString()}${cutNote}`;
}

/**
 * Workflow commands that mark the files of scenarios with the reasons of what did not pass, a line each; none outside of
 * GitHub's runner.
 */
export function annotations(results: Results, env: GithubEnvironment = process.env): readonly string[] {
  if (env.GITHUB_ACTIONS !== "true") return [];
  const commands = { fail: "error", inconclusive: "error", unsupported: "notice", pass: undefined } as const;
  return casesOf(results).flatMap((one) => {
    const command = commands[one.case.verdict];
    return command === undefined ? [] : [annotation(command, one, env)];
  });
}

function annotation(command: string, { run, case: one }: CaseOfRun, env: GithubEnvironment): string {
  const file = fileOf(run.scenario, env.GITHUB_WORKSPACE);
  const title = `${run.scenario} / ${one.name}: ${one.verdict}`;
  const properties = [...(file === undefined ? [] : [`file=${inProperty(file)}`]), `title=${inProperty(title)}`];
  return `::${command} ${properties.join(",")}::${inMessage(reasonOf(one))}`;
}

/** Of a scenario of the project, relative to the checkout. Undefined = the package's. */
function fileOf(scenario: string, workspace?: string): string | undefined {
  const { folder, scenarios } = project();
  const file = [".ts", ".mts", ".js", ".mjs"].map((ending) => join(folder, scenarios, `${scenario}${ending}`)).find((path) => existsSync(path)); // prettier-ignore
  return file === undefined ? undefined : relative(workspace ?? folder, file);
}

const inMessage = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const inProperty = (text: string): string => inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
