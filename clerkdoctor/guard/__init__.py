"""What a middleware does with a signed-out request, read from its source.

An interpreter for the JavaScript that people write in `middleware.ts` and `proxy.ts`. The handler
is compiled into Python functions once and run for each path, with a request of which only path and
method are known, and with nobody signed in. What the code asks of the unknown is answered in both
ways (`explore`): where the answers agree on who gets in, that is the answer, and where they do not,
it is the line that decides. `guard.read_guard` is the way in.
"""
