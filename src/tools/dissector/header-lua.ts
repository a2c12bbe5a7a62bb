/**
 * Lua: opens encrypted headers, as `src/seal/header.ts` does, over the words of `words-lua.ts`. Pearson and SPECK are those of
 * `src/seal/pearson.ts` and `src/seal/ciphers/speck.ts`.
 */
export const headerLua = String.raw`
-- Pearson hash, lane k, as bytes (docs/n2n-v3.md, section 4).
local function pearsonLane(input, k)
  local high, low = 0, 0
  local function round(wordHigh, wordLow)
    high, low = bxor(high, wordHigh), bxor(low, wordLow)
    if low < k then high = (high - 1) % two32 end
    low = (low - k) % two32
    local mixedLow = bxor(low, bor(rshift(low, 30), lshift(high, 2)))
    high, low = times64(bxor(high, rshift(high, 30)), mixedLow, 0xbf58476d, 0x1ce4e5b9)
    mixedLow = bxor(low, bor(rshift(low, 27), lshift(high, 5)))
    high, low = times64(bxor(high, rshift(high, 27)), mixedLow, 0x94d049bb, 0x133111eb)
    mixedLow = bxor(low, bor(rshift(low, 31), lshift(high, 1)))
    high, low = bxor(high, rshift(high, 31)), mixedLow
  end
  local at = 1
  while at + 7 <= #input do
    round(littleWord(input, at + 4), littleWord(input, at))
    at = at + 8
  end
  high, low = bnot(high), bnot(low)
  while at <= #input do
    round(0, string.byte(input, at))
    at = at + 1
  end
  high, low = bnot(high), bnot(low)
  round(0, #input)
  return bigBytes(high) .. bigBytes(low)
end

local function pearson128(input) return pearsonLane(input, 2) .. pearsonLane(input, 1) end

-- SPECK-128/128 (section 5). A block is four words: y low, y high, x low, x high.
local function speckRound(block, keyLow, keyHigh)
  local yLow, yHigh, xLow, xHigh = block[1], block[2], block[3], block[4]
  local low = bor(rshift(xLow, 8), lshift(xHigh, 24))
  local high = bor(rshift(xHigh, 8), lshift(xLow, 24))
  local sum = low + yLow
  xLow = bxor(sum % two32, keyLow)
  xHigh = bxor((high + yHigh + (sum >= two32 and 1 or 0)) % two32, keyHigh)
  local turned = bor(lshift(yLow, 3), rshift(yHigh, 29))
  yHigh = bxor(bor(lshift(yHigh, 3), rshift(yLow, 29)), xHigh)
  block[1], block[2], block[3], block[4] = bxor(turned, xLow), yHigh, xLow, xHigh
end

local function wordsOf(bytes)
  return { littleWord(bytes, 1), littleWord(bytes, 5), littleWord(bytes, 9), littleWord(bytes, 13) }
end

local function speckKeys(key)
  local words = wordsOf(key)
  local keys, state = {}, { words[1], words[2], words[3], words[4] }
  for i = 0, 31 do
    keys[i] = { state[1], state[2] }
    speckRound(state, i, 0)
  end
  return keys
end

local function speckEncrypt(keys, block)
  for i = 0, 31 do speckRound(block, keys[i][1], keys[i][2]) end
  return block
end

local function speckDecrypt(keys, block)
  local yLow, yHigh, xLow, xHigh = block[1], block[2], block[3], block[4]
  for i = 31, 0, -1 do
    local low, high = bxor(yLow, xLow), bxor(yHigh, xHigh)
    yLow, yHigh = bor(rshift(low, 3), lshift(high, 29)), bor(rshift(high, 3), lshift(low, 29))
    local difference = bxor(xLow, keys[i][1]) - yLow
    local top = (bxor(xHigh, keys[i][2]) - yHigh - (difference < 0 and 1 or 0)) % two32
    difference = difference % two32
    xHigh, xLow = bor(lshift(top, 8), rshift(difference, 24)), bor(lshift(difference, 8), rshift(top, 24))
  end
  return { yLow, yHigh, xLow, xHigh }
end

-- bytes from (1 for the first) to the one before "to", with the key stream that starts at iv.
local function speckCtr(keys, iv, bytes, from, to)
  local counter, out = wordsOf(iv), {}
  for at = from, to - 1, 16 do
    local block = speckEncrypt(keys, { counter[1], counter[2], counter[3], counter[4] })
    local stream = littleBytes(block[1]) .. littleBytes(block[2]) .. littleBytes(block[3]) .. littleBytes(block[4])
    for i = 0, math.min(16, to - at) - 1 do
      out[#out + 1] = string.char(bxor(string.byte(bytes, at + i), string.byte(stream, i + 1)))
    end
    counter[1] = (counter[1] + 1) % two32
    if counter[1] == 0 then counter[2] = (counter[2] + 1) % two32 end
  end
  return table.concat(out)
end

-- name: the 20 bytes of the community's field; secret: what the keys come from (section 8.1).
local function headerKey(name, secret, kind)
  local head = pearson128(secret)
  return { name = name, kind = kind, head = speckKeys(head), iv = speckKeys(pearson128(head)) }
end

-- The plain datagram and its stamp as 16 digits; nil = not encrypted with this key, or modified (section 8.2).
local function openHeader(key, bytes)
  if #bytes < 24 then return nil end
  local iv = string.sub(bytes, 1, 16)
  local length = bigWord(speckCtr(key.head, iv, bytes, 17, 21), 1) - 0x6e320000
  if length < 24 or length > #bytes then return nil end
  local opened = speckCtr(key.head, iv, bytes, 17, length + 1)
  local rest = string.sub(opened, 9) .. string.sub(bytes, length + 1)
  local packet = string.sub(opened, 5, 8) .. key.name .. rest
  local start = speckDecrypt(key.iv, wordsOf(iv))
  local front = littleBytes(start[1]) .. littleBytes(start[2]) .. littleBytes(start[3])
  local checksum = pearsonLane(packet, 1)
  if bigWord(checksum, 1) ~= bigWord(front, 1) then return nil end
  local stamp = string.format("%08x%08x", bxor(bigWord(front, 5), bigWord(checksum, 5)), bigWord(front, 9))
  return packet, stamp, length
end
`;
