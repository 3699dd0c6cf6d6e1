# SPDX-License-Identifier: Apache-2.0
"""What `terraform plan` would make in each workspace: every job, trigger, name, size and start."""

import json
import re
import shutil

import pytest
from terraform_project import ACCOUNT, BY_EVENT, CONFIGURATION, FOREIGN, KEY, REGION, ROOT, WHEEL, Plan

WORKSPACES = ("dev", "prod", "e2e-test")
SIZES = {"dev": ("G.1X", 2, 60), "prod": ("G.1X", 5, 480), "e2e-test": ("G.1X", 2, 30)}
MADE = {
    "dev": {"landing", "source", "artifacts", "results"},
    "prod": {"landing", "source", "artifacts", "results"},
    "e2e-test": {"landing", "artifacts", "results"},
}
# Where everything is, or what is there to be lost, or what has to be forgotten.
KEPT = ("landing", "source")


@pytest.fixture(params=WORKSPACES)
def workspace(request):
    return request.param


@pytest.fixture
def plan(workspace, plan_of) -> Plan:
    return plan_of(workspace)


def bucket(workspace: str, purpose: str) -> str:
    return f"headgate-{workspace}-{purpose}-{ACCOUNT}-{REGION}"


def test_buckets_are_named_by_workspace_account_and_region(plan, workspace):
    names = {values["bucket"] for values in plan.of_type("aws_s3_bucket").values()}
    assert names == {bucket(workspace, purpose) for purpose in MADE[workspace]}
    assert all(len(name) <= 63 for name in names)


def test_every_bucket_is_encrypted_private_and_speaks_tls_only(plan, workspace):
    for purpose in MADE[workspace]:
        name = bucket(workspace, purpose)
        block = plan.one(f'aws_s3_bucket_public_access_block.made["{purpose}"]')
        assert block["bucket"] == name
        switches = (
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        )
        assert all(block[switch] is True for switch in switches)
        owner = plan.one(f'aws_s3_bucket_ownership_controls.made["{purpose}"]')
        assert owner["rule"] == [{"object_ownership": "BucketOwnerEnforced"}]
        (rule,) = plan.one(f'aws_s3_bucket_server_side_encryption_configuration.made["{purpose}"]')["rule"]
        assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"
        (statement,) = plan.policy(f'aws_s3_bucket_policy.made["{purpose}"]')
        assert statement == {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}/*", f"arn:aws:s3:::{name}"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_a_key_encrypts_all_buckets_and_answers(plan_of):
    plan = plan_of("prod", **BY_EVENT)
    rules = [
        values["rule"][0]
        for values in plan.of_type("aws_s3_bucket_server_side_encryption_configuration").values()
    ]
    assert len(rules) == 4
    for rule in rules:
        assert rule["bucket_key_enabled"] is True
        (default,) = rule["apply_server_side_encryption_by_default"]
        assert default == {"sse_algorithm": "aws:kms", "kms_master_key_id": KEY}
    for group in plan.of_type("aws_athena_workgroup").values():
        (result,) = group["configuration"][0]["result_configuration"]
        assert result["encryption_configuration"] == [{"encryption_option": "SSE_KMS", "kms_key_arn": KEY}]


def expirations(plan: Plan) -> list[str]:
    """Names each rule by which S3 would remove what a bucket keeps, or move it out of reach."""
    found = []
    for address, values in plan.of_type("aws_s3_bucket_lifecycle_configuration").items():
        if not any(f'["{purpose}"]' in address or f"-{purpose}-" in values["bucket"] for purpose in KEPT):
            continue
        for rule in values["rule"]:
            ends = (
                "expiration",
                "noncurrent_version_expiration",
                "transition",
                "noncurrent_version_transition",
            )
            found += [f"{address}: {rule['id']}: {end}" for end in ends if rule.get(end)]
    inline = (
        address for address, values in plan.of_type("aws_s3_bucket").items() if values.get("lifecycle_rule")
    )
    return found + list(inline)


def test_nothing_of_a_landing_or_a_source_expires(plan, workspace):
    assert expirations(plan) == []
    for purpose in MADE[workspace]:
        (rule, *_) = plan.one(f'aws_s3_bucket_lifecycle_configuration.made["{purpose}"]')["rule"]
        assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
        assert rule["status"] == "Enabled"


def test_an_expiration_is_seen(project):
    """Plants the rules that the test above is there for."""
    prefixes = ("", "data/", "_headgate/staging/")
    faults = "".join(
        f'  rule {{\n    id = "fault-{number}"\n    status = "Enabled"\n'
        f'    filter {{\n      prefix = "{prefix}"\n    }}\n'
        "    expiration {\n      days = 400\n    }\n  }\n"
        for number, prefix in enumerate(prefixes)
    )
    text = (CONFIGURATION / "storage.tf").read_text()
    behind = '  dynamic "rule" {\n    for_each = each.key == "results"'
    assert text.count(behind) == 1
    project.write("storage.tf", text.replace(behind, faults + behind))
    try:
        found = expirations(project.plan("dev"))
    finally:
        project.write("storage.tf", text)
    assert found == [
        f'aws_s3_bucket_lifecycle_configuration.made["{purpose}"]: fault-{number}: expiration'
        for purpose in KEPT
        for number in range(len(prefixes))
    ]


def test_only_what_can_be_made_again_is_destroyed_with_its_content(plan, workspace):
    for purpose in MADE[workspace]:
        destroyed = plan.one(f'aws_s3_bucket.made["{purpose}"]')["force_destroy"]
        assert destroyed is (purpose not in KEPT or workspace == "e2e-test"), purpose


def test_everything_that_the_jobs_run_is_uploaded(plan, workspace):
    artifacts = bucket(workspace, "artifacts")
    uploaded = {values["key"]: values for values in plan.of_type("aws_s3_object").values()}
    contracts = {f"contracts/{path.name}" for path in (ROOT / "contracts").glob("*.yaml")}
    names = ("process", "mark_failed", "reprocess", "load_logs", "shared")
    scripts = {f"scripts/{name}.py" for name in names}
    assert set(uploaded) == contracts | scripts | {WHEEL, "headgate.yaml"}
    assert {values["bucket"] for values in uploaded.values()} == {artifacts}
    assert uploaded["headgate.yaml"]["content"] == "{}\n"
    assert all(values["source_hash"] for key, values in uploaded.items() if key != "headgate.yaml")
    assert (
        plan.one("aws_s3_bucket_versioning.artifacts")["versioning_configuration"][0]["status"] == "Enabled"
    )


def test_schemas_that_contracts_share_are_uploaded_where_they_stand(project, plan_of):
    """And what the engine does not read is not: a reference to it is refused wherever it stands."""
    folder = project.folder.parents[1] / "with_schemas"
    shutil.copytree(ROOT / "contracts", folder)
    shared = ("schemas/person.yaml", "schemas/old.yml", "schemas/places/place.json")
    for name in (*shared, "schemas/README.md", "drafts/reviews_event.yaml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("type: object\n")
    plan = plan_of("dev", contracts="../../with_schemas")
    keys = {values["key"] for values in plan.of_type("aws_s3_object").values()}
    contracts = {path.name for path in (ROOT / "contracts").glob("*.yaml")}
    assert {key for key in keys if key.startswith("contracts/")} == {
        f"contracts/{name}" for name in contracts | set(shared)
    }


def test_jobs(plan, workspace):
    name, artifacts = f"headgate-{workspace}", f"s3://{bucket(workspace, 'artifacts')}"
    landing = f"s3://{bucket(workspace, 'landing')}"
    source = f"{landing}/data/raw" if workspace == "e2e-test" else f"s3://{bucket(workspace, 'source')}"
    jobs = plan.of_type("aws_glue_job")
    assert set(jobs) == {"aws_glue_job.process", "aws_glue_job.mark_failed", "aws_glue_job.reprocess"}
    for job in jobs.values():
        assert job["default_arguments"] == {
            "--source": source,
            "--landing": landing,
            "--contracts": f"{artifacts}/contracts/",
            "--config": f"{artifacts}/headgate.yaml",
            "--environment": workspace,
            "--database": name.replace("-", "_"),
            "--source-name": "source",
            "--additional-python-modules": f"{artifacts}/{WHEEL}",
            "--python-modules-installer-option": "--no-deps --no-index",
            "--job-language": "python",
            "--enable-metrics": "true",
            "--enable-continuous-cloudwatch-log": "true",
        }
        assert (job["glue_version"], job["max_retries"], job["execution_class"]) == ("5.1", 0, "STANDARD")
        assert job["execution_property"] == [{"max_concurrent_runs": 1}]
    for script, size in (
        ("process", SIZES[workspace]),
        ("mark_failed", ("G.1X", 2, 15)),
        ("reprocess", ("G.1X", 2, SIZES[workspace][2])),
    ):
        job = jobs[f"aws_glue_job.{script}"]
        assert job["name"] == f"{name}-{script.replace('_', '-')}"
        assert (job["worker_type"], job["number_of_workers"], job["timeout"]) == size
        (command,) = job["command"]
        assert (command["name"], command["python_version"]) == ("glueetl", "3")
        assert command["script_location"] == f"{artifacts}/scripts/{script}.py"
    for address in jobs:
        assert plan.references(address, "role_arn") == ["aws_iam_role.loader.arn", "aws_iam_role.loader"]


def test_sizes_are_taken_from_variables(plan_of):
    plan = plan_of(
        "dev",
        worker_type="G.2X",
        workers=7,
        timeout_minutes=90,
        glue_version="6.0",
        start="schedule",
        schedule="cron(15 * * * ? *)",
        settings={"dirty_max": "20%"},
        source_name="shop",
        destroy_data=True,
    )
    job = plan.one("aws_glue_job.process")
    assert (job["worker_type"], job["number_of_workers"], job["timeout"]) == ("G.2X", 7, 90)
    assert job["glue_version"] == plan.one("aws_glue_job.mark_failed")["glue_version"] == "6.0"
    assert job["default_arguments"]["--source-name"] == "shop"
    assert plan.one("aws_s3_object.settings")["content"] == '"dirty_max": "20%"\n'
    assert plan.one('aws_s3_bucket.made["landing"]')["force_destroy"] is True
    trigger = plan.one("aws_glue_trigger.start")
    assert (trigger["type"], trigger["schedule"], trigger["enabled"]) == (
        "SCHEDULED",
        "cron(15 * * * ? *)",
        True,
    )
    assert plan.of_type("aws_cloudwatch_event_rule") == {}


def test_the_workflow_and_its_triggers(plan, workspace):
    name = f"headgate-{workspace}"
    workflow = plan.one("aws_glue_workflow.headgate")
    assert (workflow["name"], workflow["max_concurrent_runs"]) == (name, 1)
    assert workflow["default_run_properties"] == {"run_state": "STARTED"}

    triggers = plan.of_type("aws_glue_trigger")
    assert set(triggers) == {"aws_glue_trigger.start", "aws_glue_trigger.failed"}
    assert {trigger["workflow_name"] for trigger in triggers.values()} == {name}
    start, failed = triggers["aws_glue_trigger.start"], triggers["aws_glue_trigger.failed"]
    assert (start["name"], start["type"], start["predicate"]) == (f"{name}-start", "ON_DEMAND", [])
    # Enabled it would start as soon as it is made.
    assert start["enabled"] is False
    assert [action["job_name"] for action in start["actions"]] == [f"{name}-process"]

    assert (failed["name"], failed["type"], failed["enabled"]) == (f"{name}-failed", "CONDITIONAL", True)
    (predicate,) = failed["predicate"]
    assert predicate["logical"] == "ANY"
    watched = {(condition["job_name"], condition["state"]) for condition in predicate["conditions"]}
    assert watched == {(f"{name}-process", state) for state in ("FAILED", "STOPPED", "TIMEOUT")}
    assert [action["job_name"] for action in failed["actions"]] == [f"{name}-mark-failed"]
    assert plan.of_type("aws_s3_bucket_notification") == plan.of_type("aws_cloudwatch_event_rule") == {}


def test_start_by_event(plan_of):
    plan = plan_of("prod", **BY_EVENT)
    start = plan.one("aws_glue_trigger.start")
    # AWS refuses an EVENT trigger that is enabled by hand.
    assert (start["type"], start["enabled"], start["schedule"]) == ("EVENT", False, None)
    assert start["event_batching_condition"] == [{"batch_size": 100, "batch_window": 900}]
    rule = plan.one("aws_cloudwatch_event_rule.created[0]")
    assert json.loads(rule["event_pattern"]) == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [bucket("prod", "source")]}},
    }
    assert plan.one("aws_cloudwatch_event_rule.sweep[0]")["schedule_expression"] == "rate(1 hour)"
    targets = plan.of_type("aws_cloudwatch_event_target")
    assert {target["rule"] for target in targets.values()} == {"headgate-prod-created", "headgate-prod-sweep"}
    notification = plan.one("aws_s3_bucket_notification.source[0]")
    assert (notification["bucket"], notification["eventbridge"]) == (bucket("prod", "source"), True)


def test_a_foreign_source_is_left_as_it_is_unless_asked(plan_of):
    plan = plan_of("dev", **FOREIGN)
    assert plan.one("aws_glue_job.process")["default_arguments"]["--source"] == "s3://our-events/2022/in"
    assert plan.of_type("aws_s3_bucket_notification") == {}
    assert plan.outputs["source_tells_eventbridge"] is False
    touched = {values.get("bucket") for values in plan.resources.values()}
    assert "our-events" not in touched
    pattern = json.loads(plan.one("aws_cloudwatch_event_rule.created[0]")["event_pattern"])
    assert pattern["detail"] == {
        "bucket": {"name": ["our-events"]},
        "object": {"key": [{"prefix": "2022/in/"}]},
    }
    asked = plan_of("dev", replace_source_notifications=True, **FOREIGN)
    assert asked.one("aws_s3_bucket_notification.source[0]")["bucket"] == "our-events"
    assert asked.outputs["source_tells_eventbridge"] is True


def test_e2e_test_hears_only_of_its_source(plan_of):
    """Else each commit to the landing would start the next run."""
    plan = plan_of("e2e-test", start="event")
    pattern = json.loads(plan.one("aws_cloudwatch_event_rule.created[0]")["event_pattern"])
    assert pattern["detail"] == {
        "bucket": {"name": [bucket("e2e-test", "landing")]},
        "object": {"key": [{"prefix": "data/raw/"}]},
    }


def test_alarms_and_their_pages(plan_of, plan, workspace):
    name = f"headgate-{workspace}"
    alarms = {
        values["alarm_name"].removeprefix(f"{name}-"): values
        for values in plan.of_type("aws_cloudwatch_metric_alarm").values()
    }
    # By hand there is no rhythm that could be missed.
    assert set(alarms) == {"failed", "oldest_pending", "publish_pending", "dirty_rate"}
    by_clock = plan_of("e2e-test", start="event").of_type("aws_cloudwatch_metric_alarm")
    silent = by_clock['aws_cloudwatch_metric_alarm.bound["silent"]']
    assert (silent["metric_name"], silent["treat_missing_data"]) == ("run_completed", "breaching")
    assert silent["period"] * silent["evaluation_periods"] == 24 * 3600
    for key, alarm in [*alarms.items(), ("silent", silent)]:
        page = re.search(r"What to do: (docs/runbook/\w+\.md)$", alarm["alarm_description"])
        assert page and page[1] == f"docs/runbook/{key}.md" and (ROOT / page[1]).is_file(), key
    bounds = {
        key: (alarm["metric_name"], alarm["comparison_operator"], alarm["threshold"])
        for key, alarm in alarms.items()
        if key != "dirty_rate"
    }
    assert bounds == {
        "failed": ("run_failed", "GreaterThanOrEqualToThreshold", 1),
        "oldest_pending": ("oldest_pending_seconds", "GreaterThanThreshold", 6 * 3600),
        "publish_pending": ("publish_pending", "GreaterThanOrEqualToThreshold", 1),
    }
    for key in bounds:
        assert alarms[key]["namespace"] == "Headgate"
        assert alarms[key]["dimensions"] == {"environment": workspace}
    metrics = [query["metric"][0] for query in alarms["dirty_rate"]["metric_query"] if query["metric"]]
    assert sorted(metric["metric_name"] for metric in metrics) == ["clean", "dirty"]
    assert all(metric["dimensions"] == {"environment": workspace} for metric in metrics)
    assert alarms["dirty_rate"]["threshold"] == 0.2
    pages = {path.stem for path in (ROOT / "docs" / "runbook").glob("*.md")} - {"README"}
    assert pages == set(alarms) | {"silent", "logs_pending", "logs_refused"}


@pytest.mark.parametrize("hours", [0, 72, 168])
def test_how_long_no_run_may_be_missed(hours, plan_of):
    """CloudWatch takes no alarm that looks back longer than a week, nor one longer than a day in less than
    hours."""
    alarms = plan_of("dev", start="schedule", silent_hours=hours).of_type("aws_cloudwatch_metric_alarm")
    silent = alarms.get('aws_cloudwatch_metric_alarm.bound["silent"]')
    if hours == 0:
        assert silent is None
    else:
        assert (silent["period"], silent["evaluation_periods"]) == (3600, hours)


def test_everything_says_whose_it_is(plan, workspace):
    for address, values in plan.resources.items():
        if "tags" in values and address != "aws_s3_bucket_notification.source[0]":
            assert values["tags"] == {"project": "headgate", "environment": workspace}, address


@pytest.mark.parametrize("workspace", ["default", "staging"])
def test_another_workspace_is_refused(workspace, project):
    said = project.refusal(workspace)
    assert f"There is no environment {workspace}: terraform workspace select dev, prod or e2e-test." in said


@pytest.mark.parametrize(
    "workspace, variables, said",
    [
        ("e2e-test", {"source_bucket": "our-events"}, "e2e-test reads data/raw/ of its own landing bucket"),
        ("dev", {"source_bucket": bucket("dev", "landing")}, "source_bucket is a bucket that is made here"),
        ("dev", {"contracts": "../../other"}, "The catalogue was made for microone_event 1.0.0"),
    ],
)
def test_what_does_not_fit_together_is_refused(workspace, variables, said, project):
    other = project.folder.parents[1] / "other"
    if not other.exists():
        other.mkdir()
        text = (ROOT / "contracts" / "microone_event.yaml").read_text()
        (other / "microone_event.yaml").write_text(text.replace("version: 1.0.0", "version: 1.1.0"))
    assert said in project.refusal(workspace, **variables)
