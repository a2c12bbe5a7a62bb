import type { Topics } from "../topics.ts";
import { firstOf, type RpcMethods } from "./json-rpc.ts";

/** What calls can do to any daemon. */
export interface N3nDaemon {
  /** n3n's numbers, which are n2n's: 0 errors … 4 debug. */
  verbosity(): number;
  setVerbosity(level: number): void;
  stop(): void;
  /** Reloads the list of communities: 0 done, negative = not. Absent = there is none. */
  reload?: (() => number) | undefined;
}

/** A method that reads. */
export const reading = <View>(desc: string, look: () => View, rows: (view: View) => Iterable<Row>) => ({
  desc,
  run: () => ({ rows: rows(look()) }),
});

export type Row = Readonly<Record<string, string | number>>;

/** Of both daemons, in alphabetical order with `own`, as n3n lists them. */
export function withCommon(own: RpcMethods, daemon: N3nDaemon, topics: Topics): RpcMethods {
  const all: RpcMethods = {
    ...own,
    get_mac: { desc: "Show known mac addresses", run: () => ({ rows: [] }) },
    get_verbose: { desc: "Logging verbosity", run: () => ({ value: daemon.verbosity() }) },
    help: {
      desc: "Show JsonRPC methods",
      run: () => ({ value: Object.entries(sorted).map(([method, { desc }]) => ({ method, desc })) }),
    },
    "help.events": { desc: "Show available event topics", run: () => ({ value: topics.rows() }) },
    "post.test": {
      desc: "Send a test event",
      run(params) {
        topics.publish("test", { params });
        return { value: "sent" };
      },
    },
    reload_communities: {
      desc: "Reloads communities and user's public keys",
      changes: true,
      run: () => ({ value: daemon.reload?.() ?? -1 }),
    },
    set_verbose: {
      desc: "Set logging verbosity",
      changes: true,
      run(params) {
        const level = firstOf(params);
        if (/^\d$/.test(level)) daemon.setVerbosity(Number(level));
        return { value: daemon.verbosity() };
      },
    },
    stop: {
      desc: "Stop the daemon",
      changes: true,
      run() {
        daemon.stop();
        return { value: 0 };
      },
    },
  };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted;
}
