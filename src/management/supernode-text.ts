import type { Instant } from "../base/instant.ts";
import { age, shown } from "./reply.ts";
import type { RunningSupernode } from "../status/supernode-status.ts";
import { communityEntries, countsOf, type EdgeEntry } from "./supernode-entries.ts";

export const supernodeHelpText = `Commands of this supernode:
\thelp                 | this text
\treload_communities   | reload the list of communities and users
\t<enter>              | status
`;

const thick = "=".repeat(104) + "\n";
const thin = "-".repeat(104) + "\n";

const titles = { fixed: "FIXED NAME COMMUNITY", purgeable: "PURGEABLE COMMUNITY", federation: "FEDERATION" } as const;

/** Tunable: a list of more edges is for JSON. */
const tuned = { rows: 10_000 } as const;

/** The status in the reference's layout, for scripts that read its columns; one datagram per text. */
export function supernodeText(view: RunningSupernode, now: Instant): readonly string[] {
  const texts = [
    " ### | TAP                 | MAC               | EDGE                      | HINT            | LAST SEEN\n" +
      thick,
  ];
  let number = 0;
  const communities = communityEntries(view);
  for (const [at, community] of communities.entries()) {
    texts.push(`${at === 0 ? "" : thin}${titles[community.kind]} '${community.name}'\n`);
    for (const edge of community.edges) {
      number++;
      if (number <= tuned.rows) texts.push(edgeLine(edge, number, now));
    }
  }
  const { startedAt, lastForwarded, lastRegistered } = view;
  const counters = countsOf(view);
  const ago = (at: Instant | undefined) => `${String(age(at ?? (0 as Instant), now)).padStart(3)} sec ago`;
  texts.push(
    `${thick}uptime ${age(startedAt, now)} | edges ${number} | reg_sup ${counters.registrations} | reg_nak ${counters.refused} | errors ${counters.errors} \n` +
      `fwd ${counters.forwarded} | broadcast ${counters.broadcast} | cur_cmnts ${communities.length}\n` +
      `last_fwd ${ago(lastForwarded)} | last reg ${ago(lastRegistered)}\n\n`,
  );
  return texts;
}

function edgeLine(edge: EdgeEntry, number: number, now: Instant): string {
  const cells = [
    `${String(number).padStart(4)} | ${shown.net(edge.address).padEnd(19)}`,
    shown.mac(edge.mac),
    shown.socket(edge.socket).padEnd(25),
    edge.description.padEnd(15),
    String(age(edge.lastSeen, now)).padStart(9),
  ];
  return cells.join(" | ") + "\n";
}
