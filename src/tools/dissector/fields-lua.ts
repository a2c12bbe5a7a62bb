/** Lua: fields and their readers, over `n2n.messages` and the other tables that `declared.ts` makes from the codec. */
export const fieldsLua = String.raw`
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

`;
