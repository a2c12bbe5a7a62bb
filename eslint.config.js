import js from "@eslint/js";
import tseslint from "typescript-eslint";

const impure = [
  ["Date", "time is an argument of the machine"],
  ["performance", "time is an argument of the machine"],
  ["setTimeout", "a machine says when it wants to wake (nextWake)"],
  ["setInterval", "a machine says when it wants to wake (nextWake)"],
  ["setImmediate", "a machine says when it wants to wake (nextWake)"],
  ["process", "what comes from outside is an event or a constructor argument"],
];

const noBigInt = "no BigInt on the way of a datagram: use two u32, as src/seal/stamps/stamp.ts does";
const bigIntGlobals = ["BigInt", "BigInt64Array", "BigUint64Array"].map((name) => ({ name, message: noBigInt }));
const bigIntSyntax = [
  "Literal[bigint]",
  "TSBigIntKeyword",
  "CallExpression[callee.property.name=/^(get|set|read|write)Big/]",
  "MemberExpression[property.name='bigint']",
].map((selector) => ({ selector, message: noBigInt }));

/** AssemblyScript: another language with another compiler, so rules that know types have nothing to say. */
const packetCores = "src/runtime/datapath/fast/{edge,shared,supernode}/core/**/*.ts";
const fieldsHaveNames = "name the field: offsetof of an @unmanaged class, or a constant beside the layout";
const literalOffsets = [
  "CallExpression[callee.name='load'][arguments.1.type='Literal']",
  "CallExpression[callee.name='store'][arguments.2.type='Literal']",
].map((selector) => ({ selector, message: fieldsHaveNames }));

/** One way to write a thing; `it` stands for the test of vitest alone. */
const idioms = [
  ["ObjectExpression > SpreadElement > ObjectExpression", "write the fields themselves: the spread only groups them"],
  ["PropertyDefinition[accessibility='private']", "use #name: private where the program runs as well"],
  [
    "MethodDefinition[accessibility='private'][kind!='constructor']",
    "use #name: private where the program runs as well",
  ],
  [":function > Identifier.params[name='it']", "name the parameter after what it is"],
].map(([selector, message]) => ({ selector, message }));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "reports", "coverage", ".systems"] },
  js.configs.recommended,
  {
    files: ["**/*.cjs"],
    languageOptions: { globals: { process: "readonly", require: "readonly", module: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", Buffer: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    ignores: [packetCores],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 300, skipComments: true, skipBlankLines: true }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/require-await": "off",
      "no-restricted-syntax": ["error", ...idioms],
    },
  },
  {
    // Ignored besides tests: where a 64-bit number of the WebAssembly interface is a BigInt by definition. It tells of
    // peers and counters, a few times a second, and never touches a datagram.
    files: ["src/**/*.ts"],
    ignores: [
      "**/*.test.ts",
      "src/runtime/datapath/fast/{edge/core,shared/kernel-memory,edge/table,supernode/core}.ts",
      "src/runtime/datapath/fast/**/testing/**",
    ],
    rules: {
      "no-restricted-globals": ["error", ...bigIntGlobals],
      "no-restricted-syntax": ["error", ...idioms, ...bigIntSyntax],
    },
  },
  {
    files: [
      "src/{base,wire,seal,edge,supernode,record,status,management,portmap}/**/*.ts",
      "harness/{nat,topology,services,evidence,expect}/**/*.ts",
    ],
    ignores: [
      "**/*.test.ts",
      "harness/evidence/{store/{store,file,digests},capture/pcap}.ts",
      "harness/nat/probe/kernel-socket.ts",
      "harness/nat/probe/kernel-tcp.ts",
      "harness/nat/probe/shared-sockets.ts",
      "harness/nat/bench/**",
    ],
    rules: {
      "no-restricted-globals": ["error", ...bigIntGlobals, ...impure.map(([name, message]) => ({ name, message }))],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "randomness is a constructor argument" },
      ],
      "no-restricted-syntax": [
        "error",
        ...idioms,
        ...bigIntSyntax,
        { selector: "AwaitExpression", message: "pure code does not wait" },
      ],
    },
  },
  {
    // A prober waits for its probes, through sockets that it is given: still no clock and no randomness of its own.
    files: ["harness/nat/{measure,probe}/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...idioms] },
  },
  {
    files: [packetCores],
    extends: [tseslint.configs.recommended],
    rules: {
      "max-lines": ["error", { max: 300, skipComments: true, skipBlankLines: true }],
      // Its compiler wants a value for every variable, and has integers of 64 bits.
      "no-useless-assignment": "off",
      "no-loss-of-precision": "off",
      "@typescript-eslint/naming-convention": [
        "error",
        { selector: ["variable", "function", "parameter", "classProperty"], format: ["camelCase"] },
        { selector: "class", format: ["PascalCase"] },
      ],
      "no-restricted-syntax": ["error", ...literalOffsets],
    },
  },
);
