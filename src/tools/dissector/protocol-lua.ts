/** Lua: the protocol, over `n2n.messages` and the other tables that `dissector.ts` makes from the codec's declarations. */
export const protocolLua = String.raw`
local proto = Proto("n2n", "n2n peer-to-peer VPN")
proto.prefs.tcp_ports = Pref.range("TCP ports of supernodes", "7654", "Other traffic is recognised by its content", 65535)
proto.prefs.communities = Pref.string("Communities", "", "Opens encrypted headers (-H): names, separated by commas")
proto.prefs.federation = Pref.string("Federation", "Federation", "Opens messages of supernodes among themselves: their -F, without the star")
proto.prefs.dynamic_keys = Pref.string("Dynamic keys", "", "Of communities with users: 32 hexadecimal digits each, separated by commas")

local fields, list = {}, {}
local function declare(name, make, ...)
  fields[name] = make("n2n." .. name, ...)
  list[#list + 1] = fields[name]
end

declare("encrypted", ProtoField.string, "Header encryption")
declare("stamp", ProtoField.string, "Time stamp")
declare("outer_hash", ProtoField.bytes, "Outer hash")
declare("type", ProtoField.uint16, "Type", base.DEC, n2n.types, n2n.flags.type)
declare("from_supernode", ProtoField.bool, "From a supernode", 16, nil, n2n.flags.fromSupernode)
declare("has_socket", ProtoField.bool, "Socket is present", 16, nil, n2n.flags.socket)
declare("frame_length", ProtoField.uint16, "Length on TCP")

local declareAs = {
  u8 = function(key, title, names) declare(key, ProtoField.uint8, title, base.DEC, names) end,
  u16 = function(key, title) declare(key, ProtoField.uint16, title) end,
  u32 = function(key, title) declare(key, ProtoField.uint32, title, key == "cookie" and base.HEX or base.DEC) end,
  mac = function(key, title) declare(key, ProtoField.ether, title) end,
  text = function(key, title) declare(key, ProtoField.string, title) end,
  bytes = function(key, title) declare(key, ProtoField.bytes, title) end,
  sock = function(key, title)
    declare(key, ProtoField.string, title)
    declare(key .. ".address", ProtoField.ipv4, "Address")
    declare(key .. ".address6", ProtoField.ipv6, "IPv6 address")
    declare(key .. ".port", ProtoField.uint16, "Port")
  end,
  ipnet = function(key, title)
    declare(key, ProtoField.ipv4, title)
    declare(key .. ".prefix", ProtoField.uint8, "Prefix length")
  end,
  auth = function(key, title)
    declare(key .. ".scheme", ProtoField.uint16, title .. ": scheme")
    declare(key .. ".token", ProtoField.bytes, title .. ": token")
  end,
  supernodes = function(key, title)
    declare(key .. ".count", ProtoField.uint8, title)
    declare(key .. ".address", ProtoField.ipv4, "Address")
    declare(key .. ".address6", ProtoField.ipv6, "IPv6 address")
    declare(key .. ".port", ProtoField.uint16, "Port")
    declare(key .. ".mac", ProtoField.ether, "MAC")
  end,
}

local function declareAll(layout)
  for _, field in ipairs(layout) do
    local key = field.key
    if field.kind ~= "word" and fields[key] == nil and fields[key .. ".port"] == nil and fields[key .. ".scheme"] == nil then
      declareAs[field.kind](key, field.title, n2n.names[key])
    end
  end
end
declareAll(n2n.header)
for _, message in pairs(n2n.messages) do declareAll(message.layout) end
proto.fields = list

local malformed = ProtoExpert.new("n2n.malformed", "Malformed", expert.group.MALFORMED, expert.severity.ERROR)
proto.experts = { malformed }

-- Readers: tvb, offset of the field, tree, key, title -> offset behind it, text for the summary; nil, why = malformed.
local function left(tvb, at) return tvb:len() - at end

local function fixed(size)
  return function(tvb, at, tree, key)
    if left(tvb, at) < size then return nil, "short" end
    local range = tvb(at, size)
    tree:add(fields[key], range)
    return at + size, size == 6 and tostring(range:ether()) or tostring(range:uint())
  end
end

local function address(tvb, at, tree, key, size)
  tree:add(fields[key .. (size == 16 and ".address6" or ".address")], tvb(at, size))
  return tostring(size == 16 and tvb(at, size):ipv6() or tvb(at, size):ipv4())
end

local read = { u8 = fixed(1), u16 = fixed(2), u32 = fixed(4), mac = fixed(6) }

function read.text(tvb, at, tree, key, field)
  if left(tvb, at) < field.size then return nil, "short" end
  local text = string.match(tvb:raw(at, field.size - 1), "^[^\0]*")
  tree:add(fields[key], tvb(at, field.size), text)
  return at + field.size, text
end

function read.bytes(tvb, at, tree, key)
  if left(tvb, at) > 0 then tree:add(fields[key], tvb(at)) end
  return tvb:len()
end

function read.sock(tvb, at, tree, key, field)
  if left(tvb, at) < 8 then return nil, "short" end
  local family = tvb(at, 2):uint()
  if band(family, n2n.socketFamilies.unknown) ~= 0 then return nil, "family" end
  local size = band(family, n2n.socketFamilies.ipv6) ~= 0 and 16 or 4
  if left(tvb, at) < 4 + size then return nil, "short" end
  local branch = tree:add(fields[key], tvb(at, 4 + size))
  local host = address(tvb, at + 4, branch, key, size)
  branch:add(fields[key .. ".port"], tvb(at + 2, 2))
  local text = (size == 16 and "[" .. host .. "]" or host) .. ":" .. tvb(at + 2, 2):uint()
  branch:set_text(field.title .. ": " .. text)
  return at + 4 + size, text
end

function read.ipnet(tvb, at, tree, key)
  if left(tvb, at) < 5 then return nil, "short" end
  if tvb(at + 4, 1):uint() > 32 then return nil, "prefix" end
  tree:add(fields[key], tvb(at, 4)):append_text("/" .. tvb(at + 4, 1):uint())
  tree:add(fields[key .. ".prefix"], tvb(at + 4, 1))
  return at + 5
end

function read.auth(tvb, at, tree, key)
  if left(tvb, at) < 4 then return nil, "short" end
  local size = tvb(at + 2, 2):uint()
  if size > n2n.tokenMax then return nil, "token" end
  if left(tvb, at) < 4 + size then return nil, "short" end
  tree:add(fields[key .. ".scheme"], tvb(at, 2))
  if size > 0 then tree:add(fields[key .. ".token"], tvb(at + 4, size)) end
  return at + 4 + size
end

function read.supernodes(tvb, at, tree, key)
  if left(tvb, at) < 1 then return nil, "short" end
  local count = tvb(at, 1):uint()
  if count > n2n.supernodesMax then return nil, "supernodes" end
  if left(tvb, at) < 1 + 26 * count then return nil, "short" end
  local branch = tree:add(fields[key .. ".count"], tvb(at, 1))
  for i = 0, count - 1 do
    local entry = at + 1 + 26 * i
    local family = tvb(entry, 1):uint()
    if family == 2 or family == 10 then
      address(tvb, entry + 4, branch, key, family == 10 and 16 or 4)
      branch:add_le(fields[key .. ".port"], tvb(entry + 2, 2))
      branch:add(fields[key .. ".mac"], tvb(entry + 20, 6))
    end
  end
  return at + 1 + 26 * count
end

local function readAll(layout, tvb, at, tree, flags, seen)
  for _, field in ipairs(layout) do
    if field.kind == "word" then
      at = at + 2
    elseif not (field.mayBeCut and left(tvb, at) == 0) and (field.flag == 0 or band(flags, field.flag) ~= 0) then
      local start = at
      local text
      at, text = read[field.kind](tvb, at, tree, field.key, field)
      if at == nil then
        tree:add_proto_expert_info(malformed, "Malformed: " .. text .. " (" .. field.title .. ")")
        return nil
      end
      seen[field.name] = { at = start, text = text, length = at - start }
    end
  end
  return at
end

-- Version, type and flags as any sender sets them, and a community's name.
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
