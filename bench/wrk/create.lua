-- Creates, each with a number of its own, and a check of every answer: 201, the words that must be in it, and that the reference and the
-- address to pay at belong together. What was answered rightly is written to a file, one number a line, to be compared with the provider.
-- Arguments: template, series, file of what was answered, text before the reference, other text that must be there.

dofile(string.match(debug.getinfo(1, 'S').source, '@?(.*/)') .. 'count.lua')

local mark = '########'
local pieces, sent, answered, wrong = {}, 0, 0, 0
local series, before, also, file

function init(args)
  local template = assert(io.open(args[1], 'rb')):read('*a')
  series, before, also = args[2], args[4], args[5]
  file = assert(io.open(args[3], 'w'))
  file:setvbuf('full', 65536)
  local at = 1
  while true do
    local from, to = string.find(template, mark, at, true)
    if from == nil then break end
    table.insert(pieces, string.sub(template, at, from - 1))
    at = to + 1
  end
  table.insert(pieces, string.sub(template, at))
end

function request()
  sent = sent + 1
  total_sent = sent
  return table.concat(pieces, string.format('%08d', sent))
end

local function number_in(body)
  local _, to = string.find(body, '/pay/' .. series .. '-', 1, true)
  return to and string.sub(body, to + 1, to + 8)
end

function response(status, headers, body)
  local number = status == 201 and number_in(body)
  if number and string.find(body, before .. series .. '-' .. number .. '"', 1, true) and string.find(body, also, 1, true) then
    answered = answered + 1
    total_answered = answered
    file:write(number, '\n')
  else
    wrong = wrong + 1
    total_wrong = wrong
    if wrong == 1 then first_wrong = status .. ' ' .. string.sub(body, 1, 300) end
  end
end
