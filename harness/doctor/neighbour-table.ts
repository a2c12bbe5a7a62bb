import { neighbourRoom, tooManyNeighbours } from "../lab/neighbours.ts";
import type { DoctorCheck } from "./check.ts";

/** For twenty hosts that all talk to each other. */
const usual = 20 * 19;

export const neighbourTable: DoctorCheck = {
  name: "neighbour tables",
  required: false,
  try: () => {
    const rooms = neighbourRoom();
    if (rooms.length === 0)
      return { works: false, detail: "the machine's limit cannot be read from this network namespace" };
    const trouble = tooManyNeighbours(usual, rooms);
    if (trouble !== undefined) return { works: false, detail: trouble };
    const shown = rooms.map(({ family, limit, used }) => `${family}: ${used} of ${limit} in use`);
    return { works: true, detail: `${shown.join(", ")}; enough for ${most(rooms)} hosts that all talk to each other` };
  },
  fix: "only large networks need this; a run says so if it is too small",
};

const most = (rooms: ReturnType<typeof neighbourRoom>): number =>
  Math.floor(Math.sqrt(Math.min(...rooms.map(({ limit, used }) => limit - used))));
