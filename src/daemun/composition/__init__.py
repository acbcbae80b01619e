"""Makes every object and mounts every route, layer by layer. No decisions: only which part gets which part.

core: events, keys, tokens, sessions, users. factors: passwords and the login they end in. flows: what people
and operators do with them. front: the API. A new factor or flow adds its lines to one layer.
"""
