import { constants, setPriority } from "node:os";

// Its programs too: the laboratory runs beside it, and what is measured there must not wait for a processor.
setPriority(constants.priority.PRIORITY_LOW);
