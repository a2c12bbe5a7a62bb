import { fromHex } from "../../base/bytes.ts";
import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { type Instant, instant, milliseconds, seconds, since } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { type HeaderCipher, headerCipher } from "../../seal/header.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import { Conversation, type Heard } from "../../supernode/replay/conversation.ts";
import { comparable } from "../../supernode/replay/recording.ts";
import { decode } from "../../wire/codec.ts";
import { Frames } from "../../wire/framing.ts";
import type { Malformed, Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { DatagramStep, ReceivedDatagrams, SupernodeScenario, TcpStep } from "./supernode-format.ts";

/** A message and its receiver; "tcp" = the client on a TCP connection, "closed" = its connection ended. */
export interface Exchanged {
  readonly ours: readonly Delivery[];
  readonly recorded: readonly Delivery[];
}

interface Delivery {
  readonly at: string | undefined;
  readonly message: Message | Malformed;
}

const via = 1;

/** One recorded scenario, repeated with our supernode. */
export class SupernodeReplay {
  readonly #endpoints: Readonly<Record<string, Endpoint>>;
  readonly #supernode: Endpoint;
  readonly #conversation: Conversation;
  readonly #hidden: readonly HeaderCipher[];
  readonly #client: Endpoint;
  readonly #frames = new Frames();
  /** TCP messages caused by a UDP step are recorded with the step after it. */
  #late: readonly Heard[] = [];

  constructor(
    endpoints: Readonly<Record<string, Endpoint>>,
    supernode: Endpoint,
    scenario: SupernodeScenario,
    config: Partial<SupernodeConfig>,
  ) {
    const stamps = scenario.steps.flatMap((step) => ("stamp" in step && step.stamp !== undefined ? [step.stamp] : []));
    this.#endpoints = endpoints;
    this.#supernode = supernode;
    this.#conversation = new Conversation(config, stamps[0] === undefined ? undefined : timeOf(stamps[0]));
    this.#hidden = [...(config.communities?.fixed.keys() ?? [])].map((name) =>
      headerCipher(padded(name, spec.communityBytes), seededRandom(1)),
    );
    this.#client = clientOf(scenario);
  }

  step(step: DatagramStep | TcpStep): Exchanged {
    return "hex" in step ? this.#datagram(step) : this.#connection(step);
  }

  #datagram(step: DatagramStep): Exchanged {
    this.#tickOn(step.stamp);
    const heard = this.#conversation.sayBytes(this.#endpoints[step.from]!, fromHex(step.hex), this.#supernode);
    this.#late = heard.filter((one) => one.via === via);
    return { ours: this.#byUdp(heard), recorded: this.#recorded(step.received) };
  }

  #connection(step: TcpStep): Exchanged {
    const heard = [...this.#late];
    this.#late = [];
    let isOpen = true;
    for (const segment of step.tcp_writes) {
      const messages = this.#frames.add(fromHex(segment));
      isOpen &&= messages !== undefined;
      for (const bytes of messages ?? []) {
        heard.push(...this.#conversation.sayBytes(this.#client, bytes, this.#supernode, via));
      }
    }
    const byTcp = (bytes: Uint8Array): Delivery => ({ at: "tcp", message: this.#open(bytes) });
    const ours = heard.filter((one) => one.via === via).map(({ bytes }) => byTcp(bytes));
    const recorded = (new Frames().add(fromHex(step.tcp_received)) ?? []).map(byTcp);
    return {
      ours: [...ours, ...this.#byUdp(heard), ...(isOpen ? [] : [closed])],
      recorded: [...recorded, ...this.#recorded(step.udp_received), ...(step.closed_by_supernode ? [closed] : [])],
    };
  }

  /** At least 150 ms lie between two steps; the stamps would give more, but some are far off on purpose. */
  #tickOn(stamp: string | undefined): void {
    this.#conversation.wait(milliseconds(150));
    const ahead = stamp === undefined ? milliseconds(0) : since(this.#conversation.now, timeOf(stamp));
    if (ahead > 0 && ahead < seconds(5)) this.#conversation.wait(ahead);
  }

  #byUdp(heard: readonly Heard[]): readonly Delivery[] {
    const names = Object.entries(this.#endpoints);
    return heard
      .filter((one) => one.via === undefined)
      .map(({ to, bytes }) => ({
        at: names.find(([, socket]) => endpointKey(socket) === endpointKey(to))?.[0],
        message: this.#open(bytes),
      }));
  }

  #recorded(received: ReceivedDatagrams): readonly Delivery[] {
    return received.map(({ at, hex }) => ({ at, message: this.#open(fromHex(hex)) }));
  }

  #open(bytes: Uint8Array): Message | Malformed {
    for (const cipher of this.#hidden) {
      const opened = cipher.open(bytes);
      if (opened !== undefined) return comparable(decode(opened.packet));
    }
    return comparable(decode(bytes));
  }
}

const closed: Delivery = { at: "tcp", message: { malformed: "short", at: 0 } };

/** The client's socket, from the recorded answers. */
function clientOf({ steps }: SupernodeScenario): Endpoint {
  for (const step of steps) {
    if ("hex" in step) continue;
    for (const bytes of new Frames().add(fromHex(step.tcp_received)) ?? []) {
      const message = decode(bytes);
      if ("type" in message && message.type === "REGISTER_SUPER_ACK") return message.socket;
    }
  }
  return { address: "192.0.2.1", port: 1 };
}

/** Seconds (32 bits), microseconds (20). */
function timeOf(stamp: string): Instant {
  return instant(parseInt(stamp.slice(0, 8), 16) * 1000 + parseInt(stamp.slice(8, 13), 16) / 1000);
}
