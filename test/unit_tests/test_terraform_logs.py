# SPDX-License-Identifier: Apache-2.0
"""What `terraform plan` makes for the logs: by a server that is there, by one of our own, and without any."""

import json

import pytest
from iam import allows
from terraform_project import (
    ACCOUNT,
    BY_SECRET,
    CONFIGURATION,
    KEY,
    LOGS_URL,
    NETWORK,
    OWN_DOMAIN,
    REGION,
    ROOT,
    Plan,
)

NAME = "headgate-prod"
LOADER = f"arn:aws:iam::{ACCOUNT}:role/{NAME}-loader"
DOMAIN = f"arn:aws:es:{REGION}:{ACCOUNT}:domain/{NAME}"
KINDS = ("aws_secretsmanager_secret", "aws_glue_connection", "aws_opensearch_domain")
PEM = "-----BEGIN CERTIFICATE-----\n"


@pytest.fixture(params=["dev", "prod", "e2e-test"])
def workspace(request):
    return request.param


def names(plan: Plan, kind: str) -> set[str]:
    return {address.partition(".")[2] for address in plan.of_type(kind)}


def test_without_a_server_nothing_of_it_is_made(workspace, plan_of):
    plan = plan_of(workspace)
    assert not any(plan.of_type(kind) for kind in KINDS)
    assert names(plan, "aws_glue_job") == {"process", "mark_failed", "reprocess"}
    assert names(plan, "aws_glue_trigger") == {"start", "failed"}
    assert not {'bound["logs_pending"]', 'bound["logs_refused"]'} & names(plan, "aws_cloudwatch_metric_alarm")
    assert names(plan, "aws_iam_role_policy") == {"loader", 'reader["analyst"]', 'reader["investigator"]'}
    assert plan.outputs["logs"] is None and "load_logs" not in plan.outputs["jobs"]


def test_the_job_and_its_triggers(workspace, plan_of):
    plan, name = plan_of(workspace, **BY_SECRET), f"headgate-{workspace}"
    job, process = plan.one("aws_glue_job.load_logs[0]"), plan.one("aws_glue_job.process")
    assert (job["name"], job["connections"]) == (f"{name}-load-logs", [f"{name}-logs"])
    assert (job["worker_type"], job["number_of_workers"], job["max_retries"]) == ("G.1X", 2, 0)
    assert (job["glue_version"], job["timeout"]) == (process["glue_version"], process["timeout"])
    (command,) = job["command"]
    assert (command["name"], command["python_version"]) == ("glueetl", "3")
    assert command["script_location"].endswith("/scripts/load_logs.py")
    assert plan.references("aws_glue_job.load_logs", "role_arn")[0] == "aws_iam_role.loader.arn"
    arguments = {key: value for key, value in job["default_arguments"].items() if key.startswith("--logs")}
    assert arguments == {
        "--logs-url": LOGS_URL,
        "--logs-auth": "secret",
        "--logs-secret": f"{name}-logs",
    }
    assert process["default_arguments"].items() <= job["default_arguments"].items()
    # Nobody but this job stands in the VPC, or hears of the server.
    assert not any(
        other["connections"] or "--logs-url" in other["default_arguments"]
        for address, other in plan.of_type("aws_glue_job").items()
        if address != "aws_glue_job.load_logs[0]"
    )

    logs, failed = plan.one("aws_glue_trigger.logs[0]"), plan.one("aws_glue_trigger.logs_failed[0]")
    assert (logs["name"], logs["type"], logs["enabled"]) == (f"{name}-logs", "CONDITIONAL", True)
    assert watched(logs) == {(f"{name}-process", "SUCCEEDED")}
    assert [action["job_name"] for action in logs["actions"]] == [f"{name}-load-logs"]
    assert (failed["name"], failed["predicate"][0]["logical"]) == (f"{name}-logs-failed", "ANY")
    assert watched(failed) == {(f"{name}-load-logs", state) for state in ("FAILED", "STOPPED", "TIMEOUT")}
    (action,) = failed["actions"]
    assert (action["job_name"], action["arguments"]) == (f"{name}-mark-failed", {"--failed": "logs"})
    assert {logs["workflow_name"], failed["workflow_name"]} == {name}
    # What a failed load must not do: mark the run.
    assert watched(plan.one("aws_glue_trigger.failed")) == {
        (f"{name}-process", state) for state in ("FAILED", "STOPPED", "TIMEOUT")
    }


def watched(trigger) -> set[tuple[str, str]]:
    (predicate,) = trigger["predicate"]
    return {(condition["job_name"], condition["state"]) for condition in predicate["conditions"]}


def test_the_secret_and_the_way_in(plan_of):
    plan = plan_of("prod", **BY_SECRET)
    secret = plan.one("aws_secretsmanager_secret.logs[0]")
    assert (secret["name"], secret["recovery_window_in_days"]) == (f"{NAME}-logs", 0)
    assert not plan.of_type("aws_secretsmanager_secret_version"), "the value stands in no state"
    connection = plan.one("aws_glue_connection.logs[0]")
    assert (connection["name"], connection["connection_type"]) == (f"{NAME}-logs", "NETWORK")
    assert connection["physical_connection_requirements"] == [
        {
            "subnet_id": NETWORK["subnet"],
            "availability_zone": NETWORK["availability_zone"],
            "security_group_id_list": NETWORK["security_groups"],
        }
    ]
    policy = plan.policy("aws_iam_role_policy.logs[0]")
    kept = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret"
    for resource, may in (
        (f"{kept}:{NAME}-logs-AbCdEf", True),
        (f"{kept}:{NAME}-logs-other-AbCdEf", False),
        (f"{kept}:headgate-dev-logs-AbCdEf", False),
        (f"{kept}:shop-AbCdEf", False),
    ):
        assert allows(policy, "secretsmanager:GetSecretValue", resource) is may, resource
    assert plan.outputs["logs"]["url"] == LOGS_URL and plan.outputs["logs"]["secret"] == f"{NAME}-logs"
    assert plan.outputs["logs"]["index"] == "event_file_logs_prod"
    assert (
        plan_of("prod", **BY_SECRET | {"kms_key_arn": KEY}).one("aws_secretsmanager_secret.logs[0]")[
            "kms_key_id"
        ]
        == KEY
    )


def test_a_server_that_asks_for_nothing(plan_of):
    """Then there is no secret, and the jobs' role gains no right."""
    plan = plan_of("e2e-test", logs_url="http://127.0.0.1:9200", logs_auth="none")
    assert not any(plan.of_type(kind) for kind in KINDS)
    assert "logs[0]" not in names(plan, "aws_iam_role_policy")
    job = plan.one("aws_glue_job.load_logs[0]")
    assert job["default_arguments"]["--logs-auth"] == "none" and not job["connections"]
    assert plan.outputs["logs"]["secret"] is None


def test_certificates_are_uploaded(project, plan_of):
    project.write("ca.pem", PEM)
    plan = plan_of("dev", logs_url=LOGS_URL, logs_auth="aws", logs_ca="ca.pem")
    assert plan.one("aws_s3_object.logs_ca[0]")["key"] == "logs_ca.pem"
    arguments = plan.one("aws_glue_job.load_logs[0]")["default_arguments"]
    assert arguments["--logs-ca"] == f"s3://headgate-dev-artifacts-{ACCOUNT}-{REGION}/logs_ca.pem"
    assert (arguments["--logs-auth"], arguments["--logs-region"]) == ("aws", REGION)


def test_a_domain_of_our_own(plan_of):
    plan = plan_of("prod", **OWN_DOMAIN)
    domain = plan.one("aws_opensearch_domain.logs[0]")
    assert domain["domain_name"] == NAME and 3 <= len(domain["domain_name"]) <= 28
    assert domain["engine_version"].startswith("OpenSearch_")
    (rest,) = domain["encrypt_at_rest"]
    assert rest == {"enabled": True, "kms_key_id": KEY}
    assert domain["node_to_node_encryption"] == [{"enabled": True}]
    (endpoint,) = domain["domain_endpoint_options"]
    assert endpoint["enforce_https"] and "TLS-1-2" in endpoint["tls_security_policy"]
    (vpc,) = domain["vpc_options"]
    assert (set(vpc["subnet_ids"]), vpc["security_group_ids"]) == ({"subnet-0a", "subnet-0c"}, ["sg-0d"])
    (cluster,) = domain["cluster_config"]
    assert cluster["zone_awareness_enabled"] and cluster["instance_count"] == 2
    assert cluster["zone_awareness_config"] == [{"availability_zone_count": 2}]
    for statement in json.loads(domain["access_policies"])["Statement"]:
        assert statement["Effect"] == "Allow" and statement["Principal"] == {"AWS": LOADER}
    assert plan.of_type("aws_secretsmanager_secret") == {}
    assert plan.references("aws_glue_job.load_logs", "default_arguments")


def test_of_a_domain_the_loader_may_do_what_the_engine_asks(plan_of):
    """By its own policy and by that of the domain, which have to say the same."""
    plan = plan_of("prod", **OWN_DOMAIN)
    domain = json.loads(plan.one("aws_opensearch_domain.logs[0]")["access_policies"])["Statement"]
    index = "event_file_logs_prod"
    requests = {
        ("Put", "_index_template/event_file_logs"): True, ("Put", index): True,
        ("Put", f"{index}/_mapping"): True, ("Post", f"{index}/_bulk"): True,
        ("Post", f"{index}/_mget"): True, ("Post", f"{index}/_refresh"): True,
        ("Post", f"{index}/_count"): True,
        ("Post", f"{index}/_delete_by_query"): False, ("Delete", index): False,
        ("Put", "event_file_logs_dev"): False, ("Post", "event_file_logs_dev/_bulk"): False,
        ("Post", "_bulk"): False, ("Put", "_cluster/settings"): False, ("Get", "_cat/indices"): False,
    }  # fmt: skip
    without_principal = [
        {key: value for key, value in statement.items() if key != "Principal"} for statement in domain
    ]
    for policy in (plan.policy("aws_iam_role_policy.logs[0]"), without_principal):
        for (method, path), may in requests.items():
            assert allows(policy, f"es:ESHttp{method}", f"{DOMAIN}/{path}") is may, (method, path)


def test_the_calls_of_the_engine_are_those(plan_of):
    """A new call in adapters/elasticsearch has to be allowed here."""
    source = (ROOT / "adapters" / "elasticsearch" / "log_server.cc").read_text()
    text = (CONFIGURATION / "logs.tf").read_text()
    calls = ("_bulk", "_mget", "_refresh", "_count", "_search", "_mapping", "_delete_by_query")
    made = {call for call in calls if f'/{call}"' in source}
    assert made == {"_bulk", "_mget", "_refresh", "_count", "_mapping"}
    assert all(call in text for call in made)
    assert '"GET"' not in source and '"DELETE"' not in source and '"HEAD"' not in source


def test_users_of_dashboards(plan_of):
    user = f"arn:aws:iam::{ACCOUNT}:role/data-science"
    own = OWN_DOMAIN | {"logs_domain": OWN_DOMAIN["logs_domain"] | {"users": [user]}}
    statements = json.loads(plan_of("prod", **own).one("aws_opensearch_domain.logs[0]")["access_policies"])
    assert [each["Principal"] for each in statements["Statement"]] == [{"AWS": LOADER}] * 2 + [{"AWS": user}]


def test_an_interface_is_made_in_that_subnet_alone(plan_of):
    policy = plan_of("prod", **BY_SECRET).policy("aws_iam_role_policy.logs[0]")
    ec2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
    here, there = f"{ec2}:subnet/subnet-0a", f"{ec2}:subnet/subnet-0f"
    assert allows(policy, "ec2:CreateNetworkInterface", here)
    assert allows(policy, "ec2:CreateNetworkInterface", f"{ec2}:security-group/sg-0b")
    assert not allows(policy, "ec2:CreateNetworkInterface", there)
    assert not allows(policy, "ec2:CreateNetworkInterface", f"{ec2}:security-group/sg-0f")
    interface = f"{ec2}:network-interface/eni-1"
    assert allows(policy, "ec2:DeleteNetworkInterface", interface, ec2_Subnet=here)
    assert not allows(policy, "ec2:DeleteNetworkInterface", interface, ec2_Subnet=there)
    assert allows(policy, "ec2:CreateTags", interface, aws_TagKeys="aws-glue-service-resource")
    assert not allows(policy, "ec2:CreateTags", interface, aws_TagKeys="owner")
    mark = {"aws_TagKeys": "aws-glue-service-resource"}
    assert not allows(policy, "ec2:CreateTags", f"{ec2}:instance/i-1", **mark)


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        # Until the next loading says something else.
        ("logs_pending", ("Maximum", "ignore")),
        # Each loading that has some, and nothing of what comes after it.
        ("logs_refused", ("Sum", "notBreaching")),
    ],
)
def test_the_alarms(workspace, metric, counted, plan_of):
    alarm = plan_of(workspace, **BY_SECRET).one(f'aws_cloudwatch_metric_alarm.bound["{metric}"]')
    assert (alarm["alarm_name"], alarm["metric_name"]) == (f"headgate-{workspace}-{metric}", metric)
    assert (alarm["comparison_operator"], alarm["threshold"]) == ("GreaterThanOrEqualToThreshold", 1)
    assert (alarm["namespace"], alarm["dimensions"]) == ("Headgate", {"environment": workspace})
    assert (alarm["statistic"], alarm["treat_missing_data"]) == counted
    assert (alarm["period"], alarm["evaluation_periods"]) == (300, 1)
    page = alarm["alarm_description"].rpartition("What to do: ")[2]
    assert page == f"docs/runbook/{metric}.md" and (ROOT / page).is_file()


@pytest.mark.parametrize(
    "workspace, variables, said",
    [
        ("dev", OWN_DOMAIN | {"logs_url": LOGS_URL}, "Logs go to one place"),
        ("dev", {"logs_domain": OWN_DOMAIN["logs_domain"]}, "logs_domain lies in a VPC"),
        ("dev", {"logs_url": "http://search.example.com"}, "logs_url begins with https://"),
        ("dev", {"settings": {"logs": {"url": LOGS_URL}}}, "Logs are loaded by a job of its own"),
        ("dev", {"settings": {"logs.url": LOGS_URL}}, "Logs are loaded by a job of its own"),
    ],
)
def test_what_does_not_fit_together_is_refused(workspace, variables, said, project):
    assert said in project.refusal(workspace, **variables)
