"""Flask glue for the JSON API: bodies, problems, tokens in and out, the guard. Knows no feature."""
