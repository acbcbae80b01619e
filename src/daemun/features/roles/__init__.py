"""What a user may do: names of roles, carried in access tokens. A lost role is seen by every process within a
second.
"""
