"""Log in with an account elsewhere: any OpenID provider by its issuer (OpenID Connect Core 1.0, RFC 9700).

An account elsewhere is known by its issuer and subject; an equal email address never merges two accounts by
itself.
"""
