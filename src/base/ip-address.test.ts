import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { ipBytes, ipText } from "./ip-address.ts";

test.each([
  ["192.0.2.1", "c0000201"],
  ["0.0.0.0", "00000000"],
  ["255.255.255.255", "ffffffff"],
  ["::", "00000000000000000000000000000000"],
  ["::1", "00000000000000000000000000000001"],
  ["2001:db8::", "20010db8000000000000000000000000"],
  ["2001:db8::1:0:0:1", "20010db8000000000001000000000001"],
  ["2001:0:0:1::1", "20010000000000010000000000000001"],
  ["2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001"],
  ["::ffff:192.0.2.1", "00000000000000000000ffffc0000201"],
  ["fe80::1234:5678:9abc:def0", "fe80000000000000123456789abcdef0"],
])("%s", (text, bytes) => {
  expect(hex(ipBytes(text)!)).toBe(bytes);
  expect(ipText(fromHex(bytes))).toBe(text);
});

test.each(["2001:DB8::1", "2001:0db8:0:0:0:0:0:1", "::2001:db8:0:0:0:0.0.0.1"])(
  "%s is legal, not canonical",
  (text) => {
    expect(ipText(ipBytes(text)!)).not.toBe(text);
  },
);

const wrong = ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", ":", ":::", "1::2::3", "12345::"];
test.each([...wrong, "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1.2.3.4::", "::1.2.3", "fe80::1%eth0"])("%j", (text) => {
  expect(ipBytes(text)).toBeUndefined();
});
