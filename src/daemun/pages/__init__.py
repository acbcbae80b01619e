"""Hosted pages: what people see. A second front-end over the same services as the API; no rule is here."""
