import { addToJobSummary, annotations } from "./github.ts";
import { resultsMarkdown } from "./markdown.ts";
import type { Results } from "./results.ts";

/** On GitHub's runner: the page of the job, and a mark at each scenario that did not pass. Elsewhere nothing. */
export function tellGithub(results: Results, json: boolean): void {
  // It reads both streams; with --json standard output is a document.
  const stream = json ? process.stderr : process.stdout;
  for (const line of annotations(results)) stream.write(`${line}\n`);
  if (process.env["GITHUB_ACTIONS"] === "true") addToJobSummary(resultsMarkdown(results));
}
