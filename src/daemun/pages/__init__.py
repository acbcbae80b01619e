"""Hosted pages: a second front-end over the same services as the API; contains no rules."""
