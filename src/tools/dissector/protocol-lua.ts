/** Lua: what is a message, keys, and dissectors for UDP and TCP, over the fields of `fields-lua.ts`. */
export const protocolLua = String.raw`-- Version, type, flags and the name of a community, within what a sender may set.
local function isPlain(tvb, at)
  if left(tvb, at) < n2n.headerBytes or tvb(at, 1):uint() ~= n2n.version then return false end
  local word = tvb(at + 2, 2):uint()
  if band(word, n2n.flags.unknown) ~= 0 or n2n.messages[band(word, n2n.flags.type)] == nil then return false end
  return tvb(at + 4, 1):uint() ~= 0 and tvb(at + 23, 1):uint() == 0
end

local ethernet = Dissector.get("eth_withoutfcs")

local function showMessage(tvb, pinfo, tree)
  local word = tvb(2, 2):uint()
  local message = n2n.messages[band(word, n2n.flags.type)]
  tree:add(fields.type, tvb(2, 2))
  tree:add(fields.from_supernode, tvb(2, 2))
  tree:add(fields.has_socket, tvb(2, 2))
  local seen = {}
  local at = readAll(n2n.header, tvb, 0, tree, word, seen)
  at = at and readAll(message.layout, tvb, at, tree, word, seen)
  pinfo.cols.protocol = "n2n"
  local info = message.name .. " " .. seen.community.text
  local from = seen.source or seen.edge or seen.supernode
  local to = seen.destination or seen.target or seen.peer
  if from then info = info .. ", " .. from.text .. (to and " → " .. to.text or "") end
  pinfo.cols.info = info
  tree:append_text(": " .. info)
  if at == nil or message.name ~= "PACKET" then return end
  local payload = seen.payload
  if payload.length > 0 and seen.compression.text == "1" and seen.transform.text == "1" then
    ethernet:call(tvb(payload.at):tvb(), pinfo, tree)
  end
end

local keys = {}

local function eachWord(text, take)
  for word in string.gmatch(text, "[^,%s]+") do take(word) end
end

local function community(name)
  if #name > 19 then return nil end
  return name .. string.rep("\0", 20 - #name)
end

local function loadKeys()
  keys = {}
  local function add(name, secret, kind)
    if name then keys[#keys + 1] = headerKey(name, secret, kind) end
  end
  eachWord(proto.prefs.communities, function(word)
    local name = community(word)
    eachWord(proto.prefs.dynamic_keys, function(digits)
      if #digits == 32 and not string.find(digits, "%X") then
        add(name, (string.gsub(digits, "%x%x", function(pair) return string.char(tonumber(pair, 16)) end)), "dynamic")
      end
    end)
    add(name, name, "static")
  end)
  local given, usual = community("*" .. proto.prefs.federation), community("*Federation")
  if given then
    -- A shorter name leaves the last bytes of the usual one behind it (section 9.5).
    local used = #proto.prefs.federation + 2
    add(string.sub(given, 1, used) .. string.sub(usual, used + 1), usual, "federation")
    add(given, given, "federation")
  end
end

-- What an encrypted datagram holds; nil = none of the keys opens it.
local function open(bytes)
  for _, key in ipairs(keys) do
    local packet, stamp, length = openHeader(key, bytes)
    if packet then return { packet = packet, stamp = stamp, length = length, kind = key.kind } end
  end
  if #bytes < 40 then return nil end
  -- With users, a hash of 16 bytes stands behind the packet (section 9.4).
  for _, key in ipairs(keys) do
    if key.kind == "static" then
      local packet, stamp, length = openHeader(key, string.sub(bytes, 1, -17))
      if packet then return { packet = packet, stamp = stamp, length = length, kind = key.kind, hash = true } end
    end
  end
end

local function show(tvb, pinfo, tree, opened)
  local branch = tree:add(proto, tvb())
  if opened == nil then return showMessage(tvb, pinfo, branch) end
  local plain = ByteArray.new(opened.packet, true):tvb("n2n message")
  branch:add(fields.encrypted, tvb(0, opened.length), opened.kind)
  branch:add(fields.stamp, tvb(0, 16), opened.stamp)
  if opened.hash then branch:add(fields.outer_hash, tvb(tvb:len() - 16, 16)) end
  if isPlain(plain, 0) then return showMessage(plain, pinfo, branch) end
  branch:add_proto_expert_info(malformed, "Malformed: not a message inside")
end

-- Whether these bytes are a message: true, and what opened its header where it is encrypted.
local function recognise(tvb)
  if isPlain(tvb, 0) then return true end
  local opened = #keys > 0 and tvb:reported_len() == tvb:len() and open(tvb:raw()) or nil
  return opened ~= nil, opened
end

local function dissectDatagram(tvb, pinfo, tree)
  local known, opened = recognise(tvb)
  if not known then return 0 end
  show(tvb, pinfo, tree, opened)
  return tvb:len()
end

local function dissectFrame(tvb, pinfo, tree)
  local message = tvb(2):tvb()
  local known, opened = recognise(message)
  if known then show(message, pinfo, tree, opened) else tree:add(proto, tvb(), "n2n message that no key opens") end
  return tvb:len()
end

local function frameLength(tvb, _, at) return 2 + tvb(at, 2):uint() end

local tcp = Proto("n2n_tcp", "n2n over TCP")
function tcp.dissector(tvb, pinfo, tree)
  dissect_tcp_pdus(tvb, tree, 2, frameLength, dissectFrame)
  return tvb:len()
end

local function looksLikeStream(tvb)
  if tvb:len() < 2 + n2n.headerBytes then return false end
  local length = tvb(0, 2):uint()
  if length < n2n.headerBytes or length > n2n.framedMax then return false end
  if isPlain(tvb, 2) then return true end
  return tvb:len() >= 2 + length and recognise(tvb(2, length):tvb())
end

local function inUdp(tvb, pinfo, tree)
  return dissectDatagram(tvb, pinfo, tree) > 0
end

function proto.dissector(tvb, pinfo, tree)
  return dissectDatagram(tvb, pinfo, tree)
end

proto:register_heuristic("udp", inUdp)
DissectorTable.get("udp.port"):add_for_decode_as(proto)

-- Senders may put the length of a message into a segment of its own, which has nothing to be recognised by.
local tcpPorts = DissectorTable.get("tcp.port")
local knownPorts = proto.prefs.tcp_ports
tcpPorts:add(knownPorts, tcp)
loadKeys()

function proto.prefs_changed()
  tcpPorts:remove(knownPorts, tcp)
  knownPorts = proto.prefs.tcp_ports
  tcpPorts:add(knownPorts, tcp)
  loadKeys()
end
proto:register_heuristic("tcp", function(tvb, pinfo, tree)
  if not looksLikeStream(tvb) then return false end
  pinfo.conversation = tcp
  tcp.dissector(tvb, pinfo, tree)
  return true
end)
`;
