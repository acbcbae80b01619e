-- Asks Daemun who sends a request, and tells the server behind. Needs nothing but HAProxy 2.6.

local VERIFY = "http://127.0.0.1:8000/auth/verify"
local SAFE = { GET = true, HEAD = true, OPTIONS = true }
local SHOWN = { "accept", "authorization", "cookie", "host", "origin", "sec-fetch-site", "user-agent",
    "x-forwarded-for", "x-forwarded-proto" }
local TOLD = { "x-auth-user", "x-auth-name", "x-auth-roles" }

-- HAProxy counts the values of a header from 0, and its client from 1.
local function listed(values)
    local list = {}
    for index = 0, #values do list[index + 1] = values[index] end
    return list
end

core.register_action("verify", { "http-req" }, function(txn)
    local given, headers = txn.http:req_get_headers(), {}
    for _, name in ipairs(SHOWN) do
        if given[name] then headers[name] = listed(given[name]) end
    end
    headers["x-forwarded-uri"] = { txn.f:pathq() }

    -- By POST, what would change something: Daemun then looks where it comes from.
    local client = core.httpclient()
    local ask = SAFE[txn.f:method()] and client.get or client.post
    local answer = ask(client, { url = VERIFY, headers = headers })

    if answer.status == 204 then
        for _, name in ipairs(TOLD) do
            local values = answer.headers[name]
            if values and values[0] ~= "" then txn.http:req_set_header(name, values[0]) end
        end
        return
    end

    -- Whatever else it is, nobody gets through.
    local is_refusal = answer.status == 302 or answer.status == 401 or answer.status == 403
    local reply = txn:reply({ status = is_refusal and answer.status or 503 })
    local location = is_refusal and answer.headers["location"]
    if location then reply:add_header("location", location[0]) end
    txn:done(reply)
end)
