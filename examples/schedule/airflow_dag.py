"""Lead scoring every morning: the steps of `make build` as tasks, then the report. For Airflow 3.

Copy to the DAGs folder. The worker needs a checkout of the project with `make install` done (LEAD_SCORING_HOME) and the
raw tables (LEAD_SCORING_RAW). A task that fails stops what follows: yesterday's tables stay as they were.
"""

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = os.environ.get("LEAD_SCORING_HOME", "/opt/lead_scoring")
# what is written holds names: it is for its owner alone
BUILD = "umask 077; dbt build --exclude-resource-type unit_test"

with DAG(
    dag_id="lead_scoring",
    schedule="30 4 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # one warehouse, one run at a time
    max_active_runs=1,
    default_args={
        "cwd": PROJECT,
        "env": {
            "PATH": f"{PROJECT}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
            # the day of the run: a task that is repeated tomorrow still scores today, and an older day is refused
            "LEAD_SCORING_AS_OF": "{{ data_interval_end | ds }}",
        },
        "append_env": True,
        "retries": 1,
        "retry_delay": timedelta(minutes=10),
    },
    tags=["lead_scoring"],
    doc_md=__doc__,
):
    measure_feeds = BashOperator(task_id="measure_feeds", bash_command=f"{BUILD} --selector feeds")
    # what a feed did wrong it will do again: asking twice helps nobody
    judge_feeds = BashOperator(
        task_id="judge_feeds", bash_command="python -m lead_scoring validate raw", retries=0
    )
    score = BashOperator(task_id="score", bash_command=f"{BUILD} --selector after_feeds")
    judge_scores = BashOperator(
        task_id="judge_scores", bash_command="python -m lead_scoring validate scores", retries=0
    )
    report = BashOperator(task_id="report", bash_command="python -m lead_scoring report --out report.html")

    measure_feeds >> judge_feeds >> score >> judge_scores >> report
