"""fastapi-users with its JWT strategy and Argon2id at our cost, users in SQLite."""

import os
import uuid
from collections.abc import AsyncIterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from fastapi_users.password import PasswordHelper
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session

_SECRET = "k" * 43
_PASSWORDS = PasswordHelper(PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),)))


class _Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, _Base):
    pass


class _Manager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    reset_password_token_secret = _SECRET
    verification_token_secret = _SECRET


def _prepare(file: Path) -> User:
    """Make tables and users, of several workers the first; one of the users."""
    engine = create_engine(f"sqlite:///{file}")
    with file.with_name("starting").open("w") as alone, Session(engine) as session:
        flock(alone, LOCK_EX)
        _Base.metadata.create_all(engine)
        if session.scalar(select(User).limit(1)) is None:
            password = _PASSWORDS.hash("gyeoul-bada-norae-4821")
            for name in ("minsu", *(f"person{number}" for number in range(256))):
                session.add(User(email=f"{name}@example.kr", hashed_password=password, is_active=True))
            session.commit()
        return session.scalars(select(User).where(User.email == "minsu@example.kr")).one()


def make() -> FastAPI:
    file = Path(os.environ["BENCH_INSTANCE"], "peer.db")
    minsu = _prepare(file)
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def get_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    async def get_users(session: Annotated[AsyncSession, Depends(get_session)]) -> AsyncIterator[object]:
        yield SQLAlchemyUserDatabase(session, User)

    async def get_manager(users: Annotated[object, Depends(get_users)]) -> AsyncIterator[_Manager]:
        yield _Manager(users, _PASSWORDS)

    strategy = JWTStrategy(secret=_SECRET, lifetime_seconds=3600)
    backend = AuthenticationBackend("jwt", BearerTransport(tokenUrl="login"), lambda: strategy)
    fastapi_users = FastAPIUsers[User, uuid.UUID](get_manager, [backend])
    app = FastAPI()
    app.include_router(fastapi_users.get_auth_router(backend))

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
        return {"token": await strategy.write_token(minsu)}

    return app
