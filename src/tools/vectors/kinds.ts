import type { Zstd } from "../../seal/compression/zstd.ts";
import { addresses } from "./kinds/addresses.ts";
import type { RecordCheck } from "./check.ts";
import { ciphers } from "./kinds/ciphers.ts";
import { communities } from "./kinds/communities.ts";
import { compressions } from "./kinds/compressions.ts";
import { filters } from "./kinds/filters.ts";
import { hashes } from "./kinds/hashes.ts";
import { headers } from "./kinds/headers.ts";
import { keys } from "./kinds/keys.ts";
import { wireMessages } from "./kinds/messages.ts";
import { stamps } from "./kinds/stamps.ts";
import { sundries } from "./kinds/sundries.ts";
import { transforms } from "./transforms.ts";
import { users } from "./users.ts";

/** Every kind of single record. The first that recognises a record checks it. */
export function allChecks(zstd: Zstd): readonly RecordCheck[] {
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
