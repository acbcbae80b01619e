import os
from typing import Annotated

from fastapi import Depends, FastAPI

from daemun_verify import RemoteKeySet, VerifiedToken, Verifier
from daemun_verify.fastapi import TokenRequired, answer_refusals

ISSUER = os.environ["LOGIN_ISSUER"]
verifier = Verifier(issuer=ISSUER, audience=ISSUER, keys=RemoteKeySet(os.environ["LOGIN_KEYS"]))

Customer = Annotated[VerifiedToken, Depends(TokenRequired(verifier))]
Clerk = Annotated[VerifiedToken, Depends(TokenRequired(verifier, roles={"clerk"}))]
Partner = Annotated[VerifiedToken, Depends(TokenRequired(verifier, scopes={"orders:read"}))]

app = FastAPI(title="Orders")
answer_refusals(app)


@app.get("/orders")
async def orders(customer: Customer) -> dict[str, str | None]:
    return {"orders_of": customer.username}


@app.get("/all-orders")
async def all_orders(clerk: Clerk) -> dict[str, str | None]:
    return {"orders_of": "everybody", "asked_by": clerk.username}


@app.get("/partner/orders")
async def orders_for_partners(partner: Partner) -> dict[str, list[str]]:
    return {"scopes": sorted(partner.scopes)}
