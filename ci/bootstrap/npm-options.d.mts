export interface TaskOptions {
  readonly flags?: readonly string[];
  readonly valued?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
}
export function optionsTakenByNpm(
  name: string,
  options: TaskOptions,
  env: Readonly<Record<string, string | undefined>>,
): { readonly given: readonly string[]; readonly trouble?: string };
