import { createInterface, type Interface } from "node:readline";
import { ConfigError } from "../../../src/base/config-error.ts";
import { LabError } from "../../lab/lab-error.ts";
import { NftError } from "../../nftables-json/nft-error.ts";
import { widthOf } from "../../report/text/wrap.ts";
import { entering, labInit, onTerminal } from "../programs/enter-node.ts";
import { handHelp, parseHandCommand, type HandCommand } from "../command.ts";
import type { HandLab } from "../lab.ts";
import { handCodes, perform } from "../perform.ts";
import { ownShell } from "../programs/own-shell.ts";
import { sayWithin } from "../say-within.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Reads commands and runs them, from a terminal or a file. `folder`: the caller's. */
export class HandPrompt {
  readonly #hand: HandLab;
  readonly #folder: string;
  readonly #isTerminal = process.stdin.isTTY;
  #input: Interface | undefined;

  constructor(hand: HandLab, folder: string) {
    this.#hand = hand;
    this.#folder = folder;
  }

  /**
   * Runs until `quit`, the end of the input or an interruption. Returns the first exit code that is not 0 if the commands
   * come from a file, else 0.
   */
  async runAll(interrupted: AbortSignal): Promise<number> {
    const { stdin, stdout } = process;
    const input = createInterface({ input: stdin, terminal: this.#isTerminal, ...(this.#isTerminal && { output: stdout }), prompt: "lab> " }); // prettier-ignore
    this.#input = input;
    const close = () => input.close();
    interrupted.addEventListener("abort", close, { once: true });
    // As in a shell, Ctrl-C drops the line and Ctrl-D ends the input.
    input.on("SIGINT", () => {
      stdout.write("^C\n");
      input.write(null, { ctrl: true, name: "u" });
      input.prompt();
    });
    if (this.#isTerminal) input.prompt();
    let first = 0;
    let number = 0;
    for await (const line of input) {
      number++;
      const code = await this.#runLine(line, number, interrupted);
      if (code === undefined || interrupted.aborted) break;
      if (first === 0) first = code;
      if (this.#isTerminal) input.prompt();
    }
    input.close();
    interrupted.removeEventListener("abort", close);
    return this.#isTerminal ? 0 : first;
  }

  /** Returns an exit code; undefined = `quit`. */
  async #runLine(line: string, number: number, interrupted: AbortSignal): Promise<number | undefined> {
    try {
      const command = parseHandCommand(line);
      if (command === undefined) return handCodes.ok;
      return command.is === "quit" ? undefined : await this.#execute(command);
    } catch (error) {
      // The interruption took the laboratory down, which is why the command failed.
      interrupted.throwIfAborted();
      if (!(error instanceof ConfigError || error instanceof LabError || error instanceof NftError)) throw error;
      if (this.#isTerminal) say(error.message);
      else process.stderr.write(`natlab: line ${number}: ${error.message.replaceAll(/\s*\n\s*/g, "; ")}\n`);
      return error instanceof ConfigError ? handCodes.usage : handCodes.unavailable;
    }
  }

  async #execute(command: Exclude<HandCommand, { is: "quit" }>): Promise<number> {
    if (command.is === "run") return this.#run(this.#hand.known(command.node), command.argv);
    if (command.is === "shell") return this.#shell(this.#hand.known(command.node));
    const width = widthOf(process.stdout);
    if (command.is !== "help") return perform(this.#hand, command, { say: sayWithin(command, width, say), width });
    say(handHelp(width));
    return handCodes.ok;
  }

  async #run(node: string, argv: readonly string[]): Promise<number> {
    if (this.#isTerminal) {
      const code = await this.#onTerminal(node, argv);
      if (code !== 0) say(`exit code ${code}`);
      return handCodes.ok;
    }
    const { code, stdout, stderr } = await this.#hand.lab.exec(node, argv);
    const text = `${stdout}${stderr}${code === 0 ? "" : `exit code ${code}`}`.trimEnd();
    if (text !== "") say(text);
    return code === 0 ? handCodes.ok : handCodes.failed;
  }

  async #shell(node: string): Promise<number> {
    if (!this.#isTerminal) throw new ConfigError(`a shell needs a terminal; write: exec ${node} COMMAND …`);
    await this.#onTerminal(node, ownShell(process.env["SHELL"]));
    return handCodes.ok;
  }

  /** Hands the terminal to the command, in its usual mode. */
  async #onTerminal(node: string, argv: readonly string[]): Promise<number> {
    this.#input?.pause();
    process.stdin.setRawMode(false);
    const inside = entering(labInit(this.#hand.lab.pid), node, this.#folder, argv);
    const code = await onTerminal(inside, { PS1: `${node}$ ` });
    process.stdin.setRawMode(true);
    this.#input?.resume();
    return code;
  }
}
