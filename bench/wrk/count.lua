-- What both scripts count, and the line that tells it.

function setup(thread)
  if threads == nil then threads = {} end
  table.insert(threads, thread)
end

function done(summary, latency, requests)
  local sums = { sent = 0, answered = 0, wrong = 0 }
  local first = ''
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + (thread:get('total_' .. name) or 0) end
    first = thread:get('first_wrong') or first
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"seconds":%.6f,"sent":%d,"answered":%d,"wrong":%d,"lost":%d,"p50":%.3f,"p99":%.3f,"p999":%.3f,"max":%.3f}\n',
    summary.duration / 1e6, sums.sent, sums.answered, sums.wrong, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3))
  if first ~= '' then io.write('WRONG ', string.gsub(first, '%c', ' '), '\n') end
end
