-- wrk's requests: ten status changes of each order, 64 orders interleaved so that no two deliveries of
-- one order are underway together. Every event is new.
local body = [[{"event":"order.change_order_status","context":{"id":%d,"source_uuid":"A-%d","global_source_uuid":null,"status_on_source":null,"source_id":3,"client_id":5520,"manager_id":4,"status_group_id":3,"status_id":%d,"status_changed_at":"2026-11-%02dT09:15:00.000000Z","status_expired_at":null,"is_expired":false,"has_reserves":false,"ordered_at":"2026-03-27T21:38:50.000000Z","created_at":"2026-03-27T21:40:05.000000Z","updated_at":"2026-03-29T01:00:01.000000Z","closed_at":null,"grand_total":1490,"products_total":1490,"payments_total":700,"total_discount":0,"expenses_sum":0,"margin_sum":780.5,"shipping_price":"0.00","taxes":null,"payment_status":"part_paid","fiscal_result":[],"manager_comment":null,"client_comment":null,"is_gift":false}}]]
local statuses = { 1, 2, 3, 4, 6, 7, 9, 8, 11, 12 }
local first = tonumber(os.getenv("FIRST_ORDER"))
local head = { ["Content-Type"] = "application/json", ["Host"] = os.getenv("HOST_NAME") }
local n = 0

function request()
    local step = math.floor(n / 64) % 10
    local order = first + math.floor(n / 640) * 64 + n % 64
    n = n + 1
    return wrk.format("POST", nil, head, body:format(order, order, statuses[step + 1], step + 1))
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %d %.3f %d %.2f %.2f\n", summary.requests, summary.duration / 1e6,
        e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
