import { join } from "node:path";
import ts from "typescript";

const top = join(import.meta.dirname, "../..");

/** A field or a method of an interface, as its reader writes it. */
export interface DeclaredMember {
  readonly name: string;
  /** With parameters for a method: `ping(a: Actor, b: Actor): Promise<void>`. */
  readonly signature: string;
  readonly text: string;
}

export interface Declaration {
  readonly name: string;
  readonly text: string;
  /** The declared type of an alias or of a function, on one line. */
  readonly signature: string;
  readonly members: readonly DeclaredMember[];
}

/** What each module exports, by file and name, with doc comments. Files count from the top of the repository. */
export function exportsOf(files: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, Declaration>> {
  const paths = files.map((file) => join(top, file));
  const program = ts.createProgram(paths, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  return new Map(files.map((file, i) => [file, exportsOfModule(program.getSourceFile(paths[i]!), checker)]));
}

function exportsOfModule(source: ts.SourceFile | undefined, checker: ts.TypeChecker): ReadonlyMap<string, Declaration> {
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return new Map(
    exported.map((one) => {
      const symbol = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      return [one.name, declarationOf(symbol, checker)];
    }),
  );
}

function declarationOf(symbol: ts.Symbol, checker: ts.TypeChecker): Declaration {
  const node = symbol.declarations?.[0];
  const isInterface = node !== undefined && ts.isInterfaceDeclaration(node);
  const properties = isInterface ? checker.getDeclaredTypeOfSymbol(symbol).getProperties() : [];
  return {
    name: symbol.name,
    text: textOf(symbol, checker),
    signature: node === undefined ? "" : signatureOf(node),
    members: properties.map((property) => memberOf(property, checker)),
  };
}

/** Of fields that a `Pick` or `Omit` carries over, the declaration is the original one. */
function memberOf(symbol: ts.Symbol, checker: ts.TypeChecker): DeclaredMember {
  const node = symbol.declarations?.[0];
  return {
    name: symbol.name,
    signature: node === undefined ? symbol.name : oneLine(node.getText()).replace(/^readonly /, ""),
    text: textOf(symbol, checker),
  };
}

function signatureOf(node: ts.Declaration): string {
  if (ts.isTypeAliasDeclaration(node)) return oneLine(node.type.getText());
  if (!ts.isFunctionDeclaration(node)) return "";
  const { name, parameters, type } = node;
  const given = parameters.map((parameter) => oneLine(parameter.type?.getText() ?? parameter.getText()));
  return `${name?.text ?? ""}(${given.join(", ")})${type === undefined ? "" : `: ${oneLine(type.getText())}`}`;
}

const textOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string =>
  oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)));

/** As written without comments, line breaks and what prettier adds to long lists. */
const oneLine = (text: string): string =>
  text
    .replace(/\/\*\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/\( /g, "(")
    .replace(/,? \)/g, ")")
    .replace(/^ ?\| /, "")
    .replace(/;$/, "")
    .trim();
