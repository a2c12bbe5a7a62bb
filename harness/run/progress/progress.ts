import { Listr, type ListrTaskWrapper } from "listr2";

/** What a case reports while it runs. */
export interface CaseProgress {
  /** A step is finished: "lab ✔ 0.1s". */
  done(what: string): void;
  /** The current activity, replaced by the next text; "" = none. */
  at(what: string): void;
}

export interface CaseTask {
  readonly title: string;
  /** Resolves to success or failure, which decides the mark before its line. */
  run(progress: CaseProgress): Promise<boolean>;
}

/** How progress is shown: redrawn lines on a terminal, one plain line per change in CI, nothing for machines. */
export type Display = "terminal" | "lines" | "silent";

export function chooseDisplay(json: boolean): Display {
  if (json) return "silent";
  return process.stdout.isTTY && process.env.CI === undefined ? "terminal" : "lines";
}

/**
 * Runs all tasks, `jobs` at a time. A task that throws does not stop the others; the first error is thrown at the end.
 */
export async function runTasks(tasks: readonly CaseTask[], jobs: number, display: Display): Promise<void> {
  const errors: unknown[] = [];
  const width = Math.max(...tasks.map(({ title }) => title.length));
  const guarded = async (task: CaseTask, progress: CaseProgress): Promise<void> => {
    const well = await task.run(progress).catch((error: unknown) => {
      errors.push(error);
      return false;
    });
    // Only a task that throws gets the failure mark.
    if (!well) throw new Error(task.title);
  };
  const list = new Listr(
    tasks.map((task) => ({
      title: task.title,
      task: (_context: unknown, line: Line) =>
        guarded(task, display === "terminal" ? redrawn(task.title.padEnd(width), line) : plain(task.title, display)),
    })),
    {
      concurrent: jobs,
      exitOnError: false,
      renderer: display === "terminal" ? "default" : "silent",
      rendererOptions: { showErrorMessage: false, collapseErrors: false },
      // They would end the process at the first Ctrl-C, before laboratories are down and a report is written.
      registerSignalListeners: false,
    },
  );
  await list.run();
  if (errors.length > 0) throw errors[0];
}

type Line = Pick<ListrTaskWrapper<unknown, never, never>, "title">;

function redrawn(title: string, line: Line): CaseProgress {
  const past: string[] = [];
  const show = (now: string) => {
    line.title = `${title}  ${[...past, ...(now === "" ? [] : [now])].join("  ")}`;
  };
  return {
    done: (what) => {
      past.push(what);
      show("");
    },
    at: show,
  };
}

function plain(title: string, display: Display): CaseProgress {
  const say = (what: string) => {
    if (display === "lines") process.stdout.write(`${title}: ${what}\n`);
  };
  return { done: say, at: () => undefined };
}
