import ts from "typescript";
import { packageOf } from "./bootstrap/debian-packages.mjs";

/**
 * Of packages that even a minimal Debian has (coreutils, bsdutils, util-linux, dash, grep, sed, apt …), as far as we start them.
 */
const everywhere =
  "sh bash env cat echo printf true false sleep seq kill wait cut tr head tail grep sed rm mkdir touch chmod chown chroot " +
  "timeout test apt-get umount sha256sum mkfifo script hostname dpkg-deb tar getent flock";

/**
 * Programs that are measured beside ours, or optional helpers; code that starts them checks first whether they exist.
 */
const lookedFor =
  "sudo npm git wg wireguard-go tincd tinc fastd openvpn nebula nebula-cert promtool perl tshark wireshark journalctl";

const declared = new Set([...everywhere.split(" "), ...lookedFor.split(" "), ...Object.keys(packageOf)]);

/** Common programs that a bare system lacks and the set-up does not install. Words of prose are left out. */
const undeclared =
  "sysctl ps pgrep pkill killall pidof uptime vmstat ifconfig netstat brctl arping iptables ip6tables socat nc " +
  "ncat curl wget python3 jq bc dig nslookup lsof fuser vim xxd git strace systemctl lsmod lspci openssl runuser dmesg";

const starters = new Set(["spawn", "spawnSync", "execFile", "execFileSync", "execSync", "exec", "execa"]);
/** Methods that take the program's name and arguments as a list, somewhere. */
const listed = new Set(["exec", "spawn", "start", "router", "internet", "alice", "bob"]);
const words = undeclared.split(" ").join("|");
const inScript = new RegExp(
  `(?:^|[;|&(\\n\`]|\\b(?:do|then|else|exec)\\b|netns exec \\S+)\\s*(${words})(?=\\s+[-\\w$'"/]|$|[;|)])`,
);
/** Whether a file is worth parsing. */
const suspicious = new RegExp(`\\b(?:${[...starters, ...listed].join("|")})\\(|\\b(?:${words})\\b`);

/** Undeclared commands that a source file starts: `file:line: command`. */
export function undeclaredCommands(file: string, text: string): readonly string[] {
  if (!suspicious.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node, command: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${command}`);
  };
  // What measures another VPN looks for its commands first, and writes configuration in its words.
  const isContestant = file.startsWith("bench/vpn/");
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const command = commandOf(node);
      if (command !== undefined && !declared.has(command.text)) note(command, command.text);
    }
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (isText && !isContestant && !isProse(node) && /\s/.test(node.getText())) {
      const [, command] = inScript.exec(node.getText().slice(1, -1)) ?? [];
      if (command !== undefined) note(node, command);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The literal program of `spawn("x", …)`, `lab.exec("node", ["x", …])`, `bench.router(["x", …])`. */
function commandOf({ expression, arguments: args }: ts.CallExpression): ts.StringLiteralLike | undefined {
  if (!ts.isPropertyAccessExpression(expression)) {
    return starters.has(expression.getText()) ? literal(args[0]) : undefined;
  }
  if (!listed.has(expression.name.text)) return undefined;
  const list = args.find((arg) => ts.isArrayLiteralExpression(arg));
  return literal(list?.elements[0]);
}

const literal = (node: ts.Node | undefined): ts.StringLiteralLike | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) && /^(?!no-such)[a-z][\w.-]*$/.test(node.text) ? node : undefined;

/** Titles of tests, and commands printed as advice. */
function isProse(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return /^(it|test|describe)\b/.test(parent.expression.getText());
  return ts.isPropertyAssignment(parent) && parent.name.getText() === "fix";
}
