"""Who is told what: failures, lateness and releases go to the log, and by mail and webhook where those are set up.

Mail needs the connection `baophu_mail` (smtp) and addresses in BAOPHU_NOTIFY; the webhook the connection
`baophu_webhook` (http), which is sent {"text": …}. Neither has to be there. A notice holds names of tasks, sources and
files, counts, and what to do; never a row.
"""

import html
import logging
from collections.abc import Callable, Mapping
from typing import Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from etl import settings

MAIL, WEBHOOK = "baophu_mail", "baophu_webhook"
log = logging.getLogger("baophu")


def failed(context: Mapping[str, Any]) -> None:
    """Tell that a task has failed for good."""
    notify(context, "failed", str(context.get("exception") or "its process was ended from outside"))


def late(context: Mapping[str, Any]) -> None:
    """Tell that deliveries are late; the task asks again tomorrow."""
    notify(context, "late", str(context.get("exception") or ""))


def released(context: Mapping[str, Any]) -> None:
    """Tell that a release is served."""
    release_id = context["ti"].xcom_pull(task_ids=context["ti"].task_id)
    notify(context, "released", f"{release_id} has passed its checks and is served now.")


def notify(context: Mapping[str, Any], what: str, text: str) -> None:
    """Send a notice every way that is set up; one way that fails does not keep the others from being tried."""
    instance = context["ti"]
    subject = f"baophu: {instance.dag_id} {instance.task_id} {what}"
    body = f"{text}\nRun: {instance.run_id}\nWhat to do: docs/operating.md, and the task's log in Airflow."
    log.warning("%s\n%s", subject, body)
    for connection, send in WAYS.items():
        try:
            BaseHook.get_connection(connection)
        except AirflowNotFoundException:
            continue
        try:
            send(context, subject, body)
        except Exception as error:
            log.error("the notice could not be sent by %s: %s", connection, type(error).__name__)


def _mail(context: Mapping[str, Any], subject: str, body: str) -> None:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    addresses = settings.read_schedule().notify
    if addresses:
        page = f"<pre>{html.escape(body)}</pre>"
        SmtpNotifier(addresses, subject=subject, html_content=page, smtp_conn_id=MAIL).notify(context)


def _post(context: Mapping[str, Any], subject: str, body: str) -> None:
    from airflow.providers.http.notifications.http import HttpNotifier

    HttpNotifier(http_conn_id=WEBHOOK, json={"text": f"{subject}\n{body}"}).notify(context)


WAYS: Mapping[str, Callable[[Mapping[str, Any], str, str], None]] = {MAIL: _mail, WEBHOOK: _post}


def tell_progress(step: str, what: str, done: int, total: int) -> None:
    """A step's progress, one line in the task's log."""
    log.info("%s %s/%s %s", step, done, total, what)
