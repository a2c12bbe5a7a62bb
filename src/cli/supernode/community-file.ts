import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";
import { type CommunityList, parseCommunityList } from "../../supernode/access/community-list.ts";
import type { Files } from "../options/config-file.ts";

/** Reads the list of communities from a file (`-c`). Throws ConfigError if it cannot be read or a line is wrong. */
export function readCommunityFile(path: string, files: Files): CommunityList {
  let text: string;
  try {
    ({ text } = files.read(path));
  } catch (error) {
    const fault = environmentError(error, `read the list of communities ${path}`);
    if (fault !== undefined) throw fault;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`cannot read the list of communities ${path}: ${words[code ?? ""] ?? message}`);
  }
  return parseCommunityList(text, path);
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a directory",
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "the name is too long",
};

export const isEmpty = ({ fixed, patterns }: CommunityList): boolean => fixed.size === 0 && patterns.length === 0;
