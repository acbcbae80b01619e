"""fastapi-users with its JWT strategy, users in SQLite."""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

_SECRET = "k" * 43


class _Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, _Base):
    pass


class _Manager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    reset_password_token_secret = _SECRET
    verification_token_secret = _SECRET


def make() -> FastAPI:
    engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['BENCH_INSTANCE']}/peer.db")
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def get_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    async def get_users(session: Annotated[AsyncSession, Depends(get_session)]) -> AsyncIterator[object]:
        yield SQLAlchemyUserDatabase(session, User)

    async def get_manager(users: Annotated[object, Depends(get_users)]) -> AsyncIterator[_Manager]:
        yield _Manager(users)

    strategy = JWTStrategy(secret=_SECRET, lifetime_seconds=3600)
    backend = AuthenticationBackend("jwt", BearerTransport(tokenUrl="login"), lambda: strategy)
    fastapi_users = FastAPIUsers[User, uuid.UUID](get_manager, [backend])
    tokens: list[str] = []

    @asynccontextmanager
    async def with_a_user(_app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        async with sessions() as session:
            user = User(email="minsu@example.kr", hashed_password="-", is_active=True)
            session.add(user)
            await session.commit()
            tokens.append(await strategy.write_token(user))
        yield

    app = FastAPI(lifespan=with_a_user)

    @app.get("/open")
    async def open_to_all() -> dict[str, str]:
        return {"message": "minsu, 인증 성공"}

    @app.get("/protected")
    async def protected(
        user: Annotated[User, Depends(fastapi_users.current_user(active=True))],
    ) -> dict[str, str]:
        return {"message": f"{user.email.partition('@')[0]}, 인증 성공"}

    @app.get("/token")
    async def token() -> dict[str, str]:
        return {"token": tokens[0]}

    return app
