"""Names that `claims=` may not set: registered names have a meaning that every verifier may rely on.

The registries "JSON Web Token Claims" (RFC 7519 section 10.1) and "JSON Web Signature and Encryption Header
Parameters" (RFC 7515 section 9.1): some libraries copy claims into the header, or read a header name as a
claim.
"""

from typing import Final

_OURS: Final = "username factor_time"

_CLAIMS: Final = """
iss sub aud exp nbf iat jti
name given_name family_name middle_name nickname preferred_username profile picture website
email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at
azp nonce auth_time at_hash c_hash s_hash acr amr sub_jwk cnf sid sub_id
act may_act scope client_id roles groups entitlements authorization_details token_introspection
events toe txn htm htu ath atc jwks
verified_claims place_of_birth nationalities birth_family_name birth_given_name birth_middle_name
salutation title msisdn also_known_as _claim_names _claim_sources
vot vtm vc vp vct status status_list ttl sd_hash _sd _sd_alg
orig dest mky rph sph attest origid div opt jcard at_use_nbr rcd rcdi crn msgi
sip_from_tag sip_date sip_callid sip_cseq_num sip_via_branch
ace_profile cnonce exi eat_nonce ueid sueids oemid hwmodel hwversion oemboot dbgstat location eat_profile
submods uptime bootcount bootseed dloas swname swversion manifests measurements measres intuse geohash
cdniv cdnicrit cdniip cdniuc cdniets cdnistt cdnistd sig_val_claims
rdap_allowed_purposes rdap_dnt_allowed
metadata constraints trust_marks trust_mark_issuers trust_mark_owners metadata_policy metadata_policy_crit
authority_hints trust_anchor trust_chain
"""

_HEADER_NAMES: Final = """
alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit
enc zip epk apu apv iv tag p2s p2c b64 url svt ppt iheSSId
"""

RESERVED_CLAIMS: Final = frozenset(f"{_CLAIMS} {_HEADER_NAMES} {_OURS}".split())
