-- Visitors of a site: each connection asks for one of the addresses at random, then waits a while.
-- wrk … --script visitors.lua URL -- FILE PAUSE, with an address on each line, and ms on the average.

local addresses = {}
local pause

function init(args)
    for line in io.lines(args[1]) do
        addresses[#addresses + 1] = line
    end
    pause = tonumber(args[2])
    math.randomseed(1)
end

function request()
    return wrk.format("GET", addresses[math.random(#addresses)])
end

function delay()
    return math.random(0, 2 * pause)
end
