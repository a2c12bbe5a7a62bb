import type { Step } from "../evidence/evidence.ts";
import type { NetworkEvent } from "../topology/event.ts";

/**
 * What a story did to its laboratory and did not undo, in words and in order. Not listed: unplugged cables, which are
 * plugged in again to measure NATs after a story, and forgotten mappings.
 */
export function leftBehind(steps: readonly Step[]): readonly string[] {
  const left = new Map<string, string>();
  for (const { what, event } of steps) {
    const about = event === undefined ? acts.exec(what)?.[1] : aboutOf(event);
    if (about === undefined) continue;
    left.delete(about);
    if (event?.kind !== "heal" && !/: (re)?start /.test(what)) left.set(about, what);
  }
  return [...left.values()];
}

/** A step about a node's program or its cable. */
const acts = /^(.+: (?:cut off|(?=stop|start|restart)))/;

/** The key under which a later event of the same kind about the same nodes replaces this one. */
function aboutOf(event: NetworkEvent): string | undefined {
  switch (event.kind) {
    case "partition":
    case "heal":
      return `apart ${[event.a, event.b].sort().join(" ")}`;
    case "change-nat":
    case "renumber":
      return `${event.kind} ${event.router}`;
    case "set-link":
      return `${event.kind} ${event.node}`;
    case "readdress":
    case "roam":
    case "switch":
      return `${event.kind} ${event.host}`;
    case "flush":
    case "reboot":
    case "link-down":
    case "link-up":
      return undefined;
  }
}
