import type { Zstd } from "../../seal/zstd.ts";
import { addresses } from "./addresses.ts";
import type { Check } from "./check.ts";
import { ciphers } from "./ciphers.ts";
import { communities } from "./communities.ts";
import { compressions } from "./compressions.ts";
import { filters } from "./filters.ts";
import { hashes } from "./hashes.ts";
import { headers } from "./headers.ts";
import { keys } from "./keys.ts";
import { wireMessages } from "./messages.ts";
import { stamps } from "./stamps.ts";
import { sundries } from "./sundries.ts";
import { transforms } from "./transforms.ts";
import { users } from "./users.ts";

/** Every kind of record that stands alone. The first that recognises one checks it. */
export function kinds(zstd: Zstd): readonly Check[] {
  return [
    ...wireMessages,
    ...hashes,
    ...ciphers,
    ...keys,
    ...transforms,
    ...compressions(zstd),
    ...headers,
    ...stamps,
    ...users,
    ...addresses,
    ...communities,
    ...filters,
    ...sundries,
  ];
}
