"""Whether a part of Airflow is healthy by Airflow's own account, as the exit code: `healthy.py scheduler`."""

import json
import os
import sys
import urllib.parse
import urllib.request

server = urllib.parse.urlsplit(os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"])
with urllib.request.urlopen(f"http://{server.netloc}/api/v2/monitor/health", timeout=4) as answer:
    sys.exit(json.load(answer)[sys.argv[1]]["status"] != "healthy")
