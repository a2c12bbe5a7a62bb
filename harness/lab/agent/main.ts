import { isMainThread } from "node:worker_threads";
import { runWire } from "../wire/worker.ts";
import { serve } from "./serve.ts";

/** One script for both threads of the agent: the wire's worker starts from the same bundled file. */
if (isMainThread) serve(new URL(import.meta.url));
else runWire();
