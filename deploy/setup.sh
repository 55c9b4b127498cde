#!/usr/bin/env bash
# Makes Airflow ready: its schema, the pool that steps run in, the admin's password. Can run again at any time.
set -euo pipefail

airflow db migrate
airflow pools set engine "${BAOPHU_ENGINE_SLOTS:-1}" "Steps of the pipeline: each uses all cores and most of the memory"
umask 077
python - <<'PY'
import json, os, pathlib

file = pathlib.Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
file.write_text(json.dumps({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}), encoding="utf-8")
PY
