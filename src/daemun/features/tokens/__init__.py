"""Signing keys with automatic rotation (RFC 7517, 7638), access tokens (RFC 9068), the published key set."""
