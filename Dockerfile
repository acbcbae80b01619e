# The login server as an image. Needs no secret to be built, runs as an ordinary user on a read-only file system:
# docker build -t daemun . && docker run --read-only --tmpfs /tmp -v daemun:/var/lib/daemun -p 127.0.0.1:8000:8000 daemun

FROM python:3.13-slim-trixie AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /build
COPY constraints/runtime.txt constraints/runtime.txt
RUN python -m venv /daemun \
    && /daemun/bin/python -m pip install --quiet --require-hashes --requirement constraints/runtime.txt

COPY LICENSE README.md pyproject.toml ./
COPY verify verify
COPY src src
# What builds is not needed any more; pip takes itself away last.
RUN /daemun/bin/python -m pip install --quiet --no-index --no-deps --no-build-isolation ./verify . \
    && /daemun/bin/python -m pip uninstall --quiet --yes editables hatchling pathspec pluggy trove-classifiers pip


FROM python:3.13-slim-trixie

RUN groupadd --gid 10001 daemun \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/daemun --no-create-home --shell /usr/sbin/nologin daemun \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/daemun

COPY --from=build /daemun /daemun

ENV PATH=/daemun/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DAEMUN_INSTANCE=/var/lib/daemun \
    DAEMUN_SERVER_HOST=0.0.0.0 \
    DAEMUN_SERVER_PORT=8000

USER 10001:10001
WORKDIR /var/lib/daemun
EXPOSE 8000
STOPSIGNAL SIGTERM

# Whether it runs. A database that is away is no reason to begin anew: /health/ready tells that.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/health/live'); raise SystemExit(c.getresponse().status != 200)"]

CMD ["daemun", "serve"]
