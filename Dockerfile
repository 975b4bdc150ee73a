FROM python:3.11-slim-bookworm AS application

ARG UV_DEFAULT_INDEX=
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH

WORKDIR /app
COPY setup/ setup/
RUN setup/system.sh site && rm -rf /var/lib/apt/lists/*

# EXTRA=s3 for published files in a bucket.
ARG EXTRA=
COPY pyproject.toml uv.lock ./
RUN UV_NO_CACHE=1 setup/packages.sh ${EXTRA:+--extra "$EXTRA"} && rm -rf var/tools /root/.cache

COPY . .
RUN SECRET_KEY=only-to-collect-static-files-while-the-image-is-built \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q config disclosures performance \
    && useradd --uid 1000 --create-home mingzhang \
    && install --directory --owner mingzhang --group mingzhang --mode 750 /data

USER mingzhang
# Fonts are indexed in /tmp: the rest of the container may be read-only.
ENV DATA_DIR=/data XDG_CACHE_HOME=/tmp
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "setup/health.py"]

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "2", "--no-ws", "--respawn-failed-workers", \
     "--workers-kill-timeout", "8", "config.wsgi:application"]
