import { expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { decode } from "../../wire/codec.ts";
import { Frames } from "../../wire/framing.ts";
import { Conversation, type Heard } from "./conversation.ts";
import {
  comparable,
  endpointOf,
  recordedScenario,
  socketOf,
  type ConversationStep,
  supernodeSocket,
} from "./recording.ts";

interface TcpStep {
  readonly note: string;
  readonly tcp_writes: readonly string[];
  readonly tcp_received: string;
  readonly closed_by_supernode?: boolean;
  readonly udp_received?: readonly { readonly at: string; readonly hex: string }[];
}

const { steps } = recordedScenario<TcpStep | ConversationStep>("TCP framing");
/** As in the recorded answers. */
const client = endpointOf("10.78.0.11:35271");
const via = 1;

it("a recorded conversation with an edge on a TCP connection is answered alike", () => {
  const conversation = new Conversation();
  const frames = new Frames();
  let heard: Heard[] = [];
  for (const [index, step] of steps.entries()) {
    const title = `step ${index}: ${step.note}`;
    if ("hex" in step) {
      heard.push(...conversation.sayBytes(socketOf(step.from), fromHex(step.hex), supernodeSocket));
      expect(heard.filter((one) => one.via === undefined).map(brief), title).toEqual(step.received.map(recorded));
    } else {
      const isFine = step.tcp_writes.every((segment) => {
        const messages = frames.add(fromHex(segment));
        for (const bytes of messages ?? []) heard.push(...conversation.sayBytes(client, bytes, supernodeSocket, via));
        return messages !== undefined;
      });
      expect(isFine, title).toBe(step.closed_by_supernode !== true);
      const answers = new Frames().add(fromHex(step.tcp_received))!;
      const byTcp = heard.filter((one) => one.via === via);
      const read = (bytes: Uint8Array) => comparable(decode(bytes));
      expect(
        byTcp.map(({ bytes }) => read(bytes)),
        title,
      ).toEqual(answers.map(read));
      const byUdp = heard.filter((one) => one.via === undefined);
      expect(byUdp.map(brief), title).toEqual((step.udp_received ?? []).map(recorded));
    }
    // TCP messages caused by a UDP step are recorded with the step after it.
    heard = "hex" in step ? heard.filter((one) => one.via === via) : [];
  }
  expect(steps).toHaveLength(8);
});

function brief({ to, bytes }: Heard) {
  return { to: endpointKey(to), message: comparable(decode(bytes)) };
}

function recorded({ at, hex }: { readonly at: string; readonly hex: string }) {
  return { to: endpointKey(socketOf(at)), message: comparable(decode(fromHex(hex))) };
}
