-- The requests of a file in their turn, and a check of every answer: its status, that it is about one of the invoices that were asked for,
-- and a header that must be there. wrk does not tell which request an answer belongs to; with one connection the order would.
-- Arguments: file of requests, status, header (empty: none).

dofile(string.match(debug.getinfo(1, 'S').source, '@?(.*/)') .. 'count.lua')

local record_mark, field_mark = '\30', '\31'
local requests, ids, sent, answered, wrong = {}, {}, 0, 0, 0
local right_status, right_header

function init(args)
  right_status, right_header = tonumber(args[2]), args[3] or ''
  for record in string.gmatch(assert(io.open(args[1], 'rb')):read('*a'), '[^' .. record_mark .. ']+') do
    local mark = string.find(record, field_mark, 1, true)
    ids[string.sub(record, 1, mark - 1)] = true
    table.insert(requests, string.sub(record, mark + 1))
  end
end

function request()
  sent = sent + 1
  total_sent = sent
  return requests[sent % #requests + 1]
end

local function has_header(headers)
  if right_header == '' then return true end
  for name, value in pairs(headers) do
    if string.lower(name) == right_header then return value == 'true' end
  end
  return false
end

function response(status, headers, body)
  local id = string.match(body, '"id":"([^"]+)"')
  if status == right_status and id and ids[id] and has_header(headers) then
    answered = answered + 1
    total_answered = answered
  else
    wrong = wrong + 1
    total_wrong = wrong
    if wrong == 1 then first_wrong = status .. ' ' .. string.sub(body, 1, 300) end
  end
end
