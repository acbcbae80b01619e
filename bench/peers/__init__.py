"""Others that do the same work, as their own manuals show it. Each runs in `.venv/peers`.

`/open` and `/protected` give the same answer; `GET /token` gives what a client presents.
"""
