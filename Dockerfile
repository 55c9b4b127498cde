# What every service but PostgreSQL runs. The locked dependencies first: they change less often than the code.
FROM python:3.12-slim-bookworm

RUN groupadd --gid 10001 baophu \
    && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin baophu \
    && install --directory --owner=10001 --group=10001 --mode=700 /srv/out /srv/airflow
WORKDIR /opt/baophu
COPY requirements/uv.lock requirements/airflow.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.lock \
    && uv pip install --system --no-cache --compile-bytecode --require-hashes -r requirements/airflow.lock
COPY . .
RUN uv pip install --system --no-cache --no-build-isolation --no-deps -e .

ENV AIRFLOW_HOME=/srv/airflow \
    AIRFLOW_CONFIG=/opt/baophu/deploy/airflow.cfg \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/baophu/dags
USER 10001:10001
