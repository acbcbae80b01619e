"""What a user may do: names of roles, carried in access tokens. Every process learns of a revoked role within
a second.
"""
