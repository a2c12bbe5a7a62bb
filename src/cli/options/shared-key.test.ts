import { expect, it } from "vitest";
import { authenticatedKey } from "../../seal/authenticated-key.ts";
import type { CommunityName } from "../../wire/message.ts";
import { sharedKey } from "./shared-key.ts";

it("the shared key is that of the decision record, for the community's 20 bytes", async () => {
  const field = Buffer.concat([Buffer.from("mynet"), Buffer.alloc(15)]);
  expect(await sharedKey("secret", "mynet" as CommunityName)).toEqual(authenticatedKey("secret", field));
});
