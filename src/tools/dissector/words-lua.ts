/** Lua: arithmetic on words of 32 bits, the same in Lua 5.2 (Wireshark to 4.2) and 5.4 (from 4.4 on). */
export const wordsLua = String.raw`
-- Lua 5.2 has bit32; later ones have operators instead, which 5.2 cannot parse.
local bits = bit32 or load([[
  return {
    band = function(a, b) return a & b end,
    bor = function(a, b) return a | b end,
    bxor = function(a, b) return a ~ b end,
    bnot = function(a) return ~a & 0xffffffff end,
    lshift = function(a, n) return (a << n) & 0xffffffff end,
    rshift = function(a, n) return a >> n end,
  }
]])()
local band, bor, bxor, bnot, lshift, rshift = bits.band, bits.bor, bits.bxor, bits.bnot, bits.lshift, bits.rshift
local two32 = 4294967296

-- a * b modulo 2^32; no product exceeds 2^48, which a double holds as well.
local function times(a, b)
  return (rshift(a, 16) * b % 65536 * 65536 + band(a, 65535) * b) % two32
end

-- (high, low) * (otherHigh, otherLow) modulo 2^64.
local function times64(high, low, otherHigh, otherLow)
  local a1, a0, b1, b0 = rshift(low, 16), band(low, 65535), rshift(otherLow, 16), band(otherLow, 65535)
  local p00, p01, p10 = a0 * b0, a0 * b1, a1 * b0
  local middle = rshift(p00, 16) + band(p01, 65535) + band(p10, 65535)
  local top = a1 * b1 + rshift(p01, 16) + rshift(p10, 16) + rshift(middle, 16)
  local newHigh = (top + times(high, otherLow) + times(low, otherHigh)) % two32
  return newHigh, bor(lshift(band(middle, 65535), 16), band(p00, 65535))
end

local function littleWord(text, at)
  local a, b, c, d = string.byte(text, at, at + 3)
  return a + b * 256 + c * 65536 + d * 16777216
end

local function bigBytes(word)
  return string.char(rshift(word, 24), band(rshift(word, 16), 255), band(rshift(word, 8), 255), band(word, 255))
end

local function littleBytes(word)
  return string.char(band(word, 255), band(rshift(word, 8), 255), band(rshift(word, 16), 255), rshift(word, 24))
end

local function bigWord(text, at)
  local a, b, c, d = string.byte(text, at, at + 3)
  return a * 16777216 + b * 65536 + c * 256 + d
end
`;
