import type { Endpoint } from "../base/address/endpoint.ts";
import { after, earliest, seconds, type Instant } from "../base/instant.ts";
import { RequestAttempts } from "./attempts.ts";
import {
  addMapping,
  askAddress,
  deleteMapping,
  externalAddress,
  igdErrors,
  readDescription,
  readSoap,
  type Igd,
  type SoapAnswer,
} from "./igd.ts";
import type { HttpAnswer, HttpRequest, LeaseOutcome, Talk, TalkAction, Task } from "./lease.ts";
import type { LocalUrl } from "./local-url.ts";
import { decodeSearchAnswer, encodeSearches, ssdp } from "./ssdp.ts";
import { tuned } from "./timing.ts";

type State = "searching" | "describing" | "asking-address" | "adding" | "removing";

/** State shared with the talks before and after. */
export interface UpnpSurroundings {
  /** The router as found before. */
  readonly igd: Igd | undefined;
  found(igd: Igd): void;
  /** Returns a unique number for a request. */
  nextId(): number;
  /** Another port, if ours is taken. */
  otherPort(): number;
}

/** UPnP IGD:1 and IGD:2: search by SSDP, read the description, then ask over SOAP. */
export class UpnpTalk implements Talk {
  outcome: LeaseOutcome | undefined;
  readonly #task: Task;
  readonly #around: UpnpSurroundings;
  readonly #search = new RequestAttempts(tuned.search);
  #state: State = "searching";
  #igd: Igd | undefined;
  #described: LocalUrl | undefined;
  #address = "";
  #external: number;
  #lifetime: number;
  #others = 0;
  #waitsFor: number | undefined;
  #until: Instant | undefined;

  constructor(task: Task, around: UpnpSurroundings) {
    this.#task = task;
    this.#around = around;
    this.#igd = around.igd;
    this.#external = task.external;
    this.#lifetime = Math.round(task.lifetime / 1000);
  }

  /** The search goes to the group and to the router itself, because a switch may not forward multicast to it. */
  begin(now: Instant): readonly TalkAction[] {
    if (this.#igd !== undefined) return this.#speak(this.#igd, now);
    const hosts = [ssdp.group, this.#task.wanted.gateway];
    const searches = encodeSearches().flatMap((bytes) =>
      hosts.map((address): TalkAction => ({ kind: "send", to: { address, port: ssdp.port }, bytes })),
    );
    return this.#search.ask(searches, now);
  }

  datagram(_from: Endpoint, bytes: Uint8Array, now: Instant): readonly TalkAction[] | "dropped" {
    if (this.#state !== "searching") return "dropped";
    const described = decodeSearchAnswer(bytes, this.#task.wanted.gateway);
    if (described === undefined) return "dropped";
    this.#search.answered();
    this.#state = "describing";
    this.#described = described;
    const request = { id: this.#around.nextId(), method: "GET", to: described.at, headers: {}, body: "" } as const;
    return this.#fetch({ ...request, path: described.path }, now);
  }

  fetched({ id, status, body }: HttpAnswer, now: Instant): readonly TalkAction[] | "dropped" {
    if (id !== this.#waitsFor) return "dropped";
    this.#waitsFor = this.#until = undefined;
    if (status === undefined || body === undefined) return this.#fail("the router does not answer over HTTP");
    if (this.#state === "describing") {
      const igd = status === 200 ? readDescription(body, this.#described!) : undefined;
      if (igd === undefined) return this.#fail("the router describes no port mapping");
      this.#around.found(igd);
      return this.#speak((this.#igd = igd), now);
    }
    const answer = readSoap(body);
    return answer === undefined ? this.#fail("the answer cannot be read") : this.#answered(answer, now);
  }

  tick(now: Instant): readonly TalkAction[] {
    if (this.#until !== undefined && now >= this.#until) return this.#fail("the router does not answer over HTTP");
    const next = this.#search.tick(now);
    return next === "silent" ? this.#fail("no answer") : next;
  }

  nextWake(): Instant | undefined {
    return earliest(this.#search.wake, this.#until);
  }

  #speak(igd: Igd, now: Instant): readonly TalkAction[] {
    if (this.#task.remove) {
      this.#state = "removing";
      return this.#fetch(deleteMapping(igd, this.#around.nextId(), this.#external), now);
    }
    this.#state = "asking-address";
    return this.#fetch(askAddress(igd, this.#around.nextId()), now);
  }

  #answered(answer: SoapAnswer, now: Instant): readonly TalkAction[] {
    if (this.#state === "removing") {
      return this.#end("error" in answer ? { failed: `UPnP error ${answer.error}` } : { removed: true });
    }
    if (this.#state === "asking-address") {
      const address = externalAddress(answer);
      if (address === undefined) return this.#fail("the router has no public address");
      this.#address = address;
      return this.#add(now);
    }
    if ("error" in answer) return this.#refused(answer.error, now);
    const external = { address: this.#address, port: this.#external };
    const lifetime = this.#lifetime > 0 && { lifetime: seconds(this.#lifetime) };
    return this.#end({ lease: { by: "upnp", external, ...lifetime } });
  }

  /** Some routers need another kind of request, and say which. */
  #refused(error: number, now: Instant): readonly TalkAction[] {
    const { port } = this.#task.wanted;
    if (error === igdErrors.permanentOnly && this.#lifetime > 0) this.#lifetime = 0;
    else if (error === igdErrors.samePort && this.#external !== port) this.#external = port;
    else if (isConflict(error) && this.#others < tuned.otherPorts) {
      this.#others++;
      this.#external = this.#around.otherPort();
    } else return this.#fail(`UPnP error ${error}`);
    return this.#add(now);
  }

  #add(now: Instant): readonly TalkAction[] {
    this.#state = "adding";
    const { wanted } = this.#task;
    return this.#fetch(addMapping(this.#igd!, this.#around.nextId(), wanted, this.#external, this.#lifetime), now);
  }

  #fetch(request: HttpRequest, now: Instant): readonly TalkAction[] {
    this.#waitsFor = request.id;
    this.#until = after(now, tuned.fetch);
    return [{ kind: "fetch", request }];
  }

  #fail(why: string): readonly TalkAction[] {
    return this.#end({ failed: why });
  }

  #end(outcome: LeaseOutcome): readonly TalkAction[] {
    this.#search.answered();
    this.#waitsFor = this.#until = undefined;
    this.outcome = outcome;
    return [];
  }
}

const isConflict = (error: number): boolean => error === igdErrors.conflict || error === igdErrors.conflictWithOther;
