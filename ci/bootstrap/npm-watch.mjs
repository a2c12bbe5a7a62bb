import { readFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";

/** Tunable, in milliseconds. */
const tuned = { lookEvery: 250 };

/**
 * `npm run` starts a shell that starts this program, and each of the three can be killed without notifying the others.
 * Calls `gone` once when one above this process, up to npm, has ended. Does nothing where npm did not start it.
 */
export function watchNpm(gone) {
  const watched = processesUpToNpm();
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    gone();
  }, tuned.lookEvery);
  timer.unref();
}

/** This process and those above it as long as npm's mark is in their environment: the last one's parent is npm. */
function processesUpToNpm() {
  const mark = `npm_lifecycle_event=${process.env.npm_lifecycle_event}`;
  if (process.env.npm_lifecycle_event === undefined) return [];
  const chain = [];
  for (let pid = process.pid; pid > 1; pid = chain.at(-1).parent) {
    // Of this process the environment is known, and /proc tells only how it began.
    if (pid !== process.pid && !environmentOf(pid).includes(mark)) break;
    const parent = parentOf(pid);
    if (parent === undefined) break;
    chain.push({ pid, parent });
  }
  return chain;
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

/** proc(5): pid (comm) state ppid …; comm may hold spaces and parentheses. */
function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
