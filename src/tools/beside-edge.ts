import type { OptionTable } from "../cli/options/table.ts";

/** The edge's management port without `-t` (fact sheet §10). */
export const defaultManagementPort = 5644;

/** Options of every tool that runs beside an edge. */
export const besideEdge = {
  management: {
    short: "t",
    takes: "value",
    value: "PORT",
    help: `the edge's management port (${defaultManagementPort})`,
  },
  // Reading the management port needs no password; the option is accepted because command lines for the reference's
  // tool have it.
  password: { short: "p", takes: "value", secret: true },
} as const satisfies OptionTable;

/** Options of every such tool that are last in its help. */
export const sayMore = {
  verbose: { short: "v", long: "verbose", takes: "flag", help: "log more; may be repeated" },
  version: { short: "V", long: "version", takes: "flag", help: "the version" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
} as const satisfies OptionTable;
