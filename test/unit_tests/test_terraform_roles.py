# SPDX-License-Identifier: Apache-2.0
"""The table of docs/aws.md on who may do what, held against the statements that a plan would make."""

import re

import pytest
from iam import allows, several
from terraform_project import ACCOUNT, BY_EVENT, BY_SECRET, FOREIGN, OWN_DOMAIN, REGION, ROOT, Plan

NAME, DATABASE = "headgate-prod", "headgate_prod"
GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret"
EC2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
POLICIES = {
    "loader": "aws_iam_role_policy.loader",
    "analyst": 'aws_iam_role_policy.reader["analyst"]',
    "investigator": 'aws_iam_role_policy.reader["investigator"]',
    "events": "aws_iam_role_policy.events[0]",
}
# What a role may do besides, where logs are loaded. (Into a domain of our own: test_terraform_logs.py.)
MORE = {"loader": "aws_iam_role_policy.logs[0]"}


def policy_of(plan: Plan, role: str) -> list[dict]:
    return plan.policy(POLICIES[role]) + (plan.policy(MORE[role]) if role in MORE else [])


def at(purpose: str, key: str = "") -> str:
    return f"arn:aws:s3:::{NAME}-{purpose}-{ACCOUNT}-{REGION}" + (f"/{key}" if key else "")


def in_landing(actions: list[str], *keys: str):
    return [(f"s3:{action}", at("landing", key), {}) for action in actions for key in keys]


WRITE = ["PutObject", "DeleteObject"]
TABLE_FILE = "data/clean_parquet/MICROONE_EVENT/year=2022/month=4/day=19/hour=18/t-0.parquet"
# What each row of the table means: each request that it stands for, with what IAM knows of it.
ROWS = {
    "read the source": [
        ("s3:GetObject", at("source", "2022/a"), {}),
        ("s3:ListBucket", at("source"), {"s3_prefix": "2022/"}),
    ],
    "change the source": [
        ("s3:PutObject", at("source", "a"), {}),
        ("s3:DeleteObject", at("source", "a"), {}),
        ("s3:PutBucketNotification", at("source"), {}),
    ],
    "read tables, `data/clean_parquet`": [
        *in_landing(["GetObject"], TABLE_FILE, f"_headgate/retired/{3:020}/{TABLE_FILE}"),
        ("s3:ListBucket", at("landing"), {"s3_prefix": "data/clean_parquet/MICROONE_EVENT/"}),
    ],
    "read raw events, `data/clean_json`": in_landing(
        ["GetObject"],
        "data/clean_json/service=microone/record_type=event/t.ndjson",
        f"_headgate/retired/{3:020}/data/clean_json/service=microone/record_type=event/t.ndjson",
        "_headgate/staging/run/data/clean_json/service=microone/record_type=event/t.ndjson",
    ),
    "read raw events, `data/dirty_json`": in_landing(
        ["GetObject"], "data/dirty_json/service=_unknown/record_type=_unknown/t.ndjson"
    ),
    "read `data/profiling_logs`": in_landing(["GetObject"], "data/profiling_logs/t.ndjson"),
    "read `data/wrapper_json`": in_landing(["GetObject"], "data/wrapper_json/t.ndjson"),
    "read the log of commits in `_headgate`": in_landing(
        ["GetObject"],
        "_headgate/landing.json",
        f"_headgate/commits/{1:020}.json",
        f"_headgate/applied/{1:020}",
        "_headgate/manifests/run/task.json",
    ),
    "read the frame index in `_headgate`": in_landing(["GetObject"], "_headgate/frame_index/t.parquet"),
    "list raw events": [
        ("s3:ListBucket", at("landing"), {"s3_prefix": "data/dirty_json/"}),
        ("s3:ListBucket", at("landing"), {"s3_prefix": "data/"}),
    ],
    "write and remove in `data/clean_parquet`": in_landing(WRITE, TABLE_FILE),
    "write and remove in `_headgate`": in_landing(WRITE, f"_headgate/commits/{1:020}.json"),
    "write in `data/raw`": in_landing(WRITE, "data/raw/a"),
    "read scripts, wheel and contracts": [("s3:GetObject", at("artifacts", "scripts/process.py"), {})],
    "change scripts, wheel and contracts": [
        ("s3:PutObject", at("artifacts", "scripts/process.py"), {}),
        ("s3:DeleteObject", at("artifacts", "headgate.yaml"), {}),
    ],
    "see the tables of the catalogue": [("glue:GetTable", f"{GLUE}:table/{DATABASE}/microone_event", {})],
    "see that there is a database `default`": [("glue:GetDatabase", f"{GLUE}:database/default", {})],
    "see tables of other databases": [
        (f"glue:{action}", f"{GLUE}:table/{other}/orders", {})
        for action in ("GetTable", "GetTables")
        for other in ("default", "headgate_dev", "shop")
    ],
    "list the partitions of a table": [("glue:GetPartitions", f"{GLUE}:table/{DATABASE}/microone_event", {})],
    "register partitions": [
        (f"glue:{action}", f"{GLUE}:table/{DATABASE}/microone_event", {})
        for action in ("BatchCreatePartition", "BatchUpdatePartition")
    ],
    "change or drop tables": [
        (f"glue:{action}", f"{GLUE}:table/{DATABASE}/microone_event", {})
        for action in ("UpdateTable", "DeleteTable", "DeletePartition")
    ],
    "list workgroups and catalogues of Athena": [
        (f"athena:{action}", "*", {}) for action in ("ListWorkGroups", "ListDataCatalogs")
    ],
    "browse databases and tables in Athena": [
        (f"athena:{action}", f"arn:aws:athena:{REGION}:{ACCOUNT}:datacatalog/AwsDataCatalog", {})
        for action in (
            "GetDataCatalog",
            "GetDatabase",
            "ListDatabases",
            "GetTableMetadata",
            "ListTableMetadata",
        )
    ],
    "ask Athena as analyst": [
        ("athena:StartQueryExecution", f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{NAME}-analyst", {})
    ],
    "ask Athena as investigator": [
        ("athena:StartQueryExecution", f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{NAME}-investigator", {})
    ],
    "read answers given to analysts": [("s3:GetObject", at("results", "analyst/a.csv"), {})],
    "read answers given to investigators": [("s3:GetObject", at("results", "investigator/a.csv"), {})],
    "set run properties": [("glue:PutWorkflowRunProperties", f"{GLUE}:workflow/{NAME}", {})],
    "start a run": [
        ("glue:StartWorkflowRun", f"{GLUE}:workflow/{NAME}", {}),
        ("glue:StartJobRun", f"{GLUE}:job/{NAME}-process", {}),
    ],
    "tell the workflow of an event": [("glue:notifyEvent", f"{GLUE}:workflow/{NAME}", {})],
    "put metrics": [("cloudwatch:PutMetricData", "*", {"cloudwatch_namespace": "Headgate"})],
    "read the secret of the log server": [
        ("secretsmanager:GetSecretValue", f"{SECRETS}:{NAME}-logs-AbCdEf", {})
    ],
    "read other secrets, or change that one": [
        ("secretsmanager:GetSecretValue", f"{SECRETS}:shop-AbCdEf", {}),
        ("secretsmanager:PutSecretValue", f"{SECRETS}:{NAME}-logs-AbCdEf", {}),
    ],
    "stand in the subnet of `logs_network`": [
        ("ec2:CreateNetworkInterface", f"{EC2}:subnet/subnet-0a", {}),
        (
            "ec2:DeleteNetworkInterface",
            f"{EC2}:network-interface/eni-1",
            {"ec2_Subnet": f"{EC2}:subnet/subnet-0a"},
        ),
    ],
    "stand in another subnet": [
        ("ec2:CreateNetworkInterface", f"{EC2}:subnet/subnet-0f", {}),
        (
            "ec2:DeleteNetworkInterface",
            f"{EC2}:network-interface/eni-1",
            {"ec2_Subnet": f"{EC2}:subnet/subnet-0f"},
        ),
    ],
}


def table() -> dict[str, dict[str, str]]:
    """Reads the table of the page: what -> role -> yes or no."""
    page = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")
    section = page[page.index("## Who may do what") :]
    lines = re.findall(r"^\|(.+)\|$", section[: section.index("\n\nThe loader")], re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {row[0]: dict(zip(cells[0][1:], row[1:], strict=True)) for row in cells[2:]}


@pytest.fixture
def prod(plan_of):
    return plan_of("prod", **BY_EVENT, **BY_SECRET)


def test_the_page_has_each_row_and_each_role():
    assert set(table()) == set(ROWS)
    assert {role for roles in table().values() for role in roles} == set(POLICIES)


@pytest.mark.parametrize("role", POLICIES)
def test_who_may_do_what(role, prod):
    policy = policy_of(prod, role)
    for what, requests in ROWS.items():
        may = [allows(policy, action, resource, **context) for action, resource, context in requests]
        assert may == [table()[what][role] == "yes"] * len(requests), f"{role}: {what}: {requests}"


# Every statement of every policy: what is new here has to be looked at.
STATEMENTS = {
    "loader": {
        "ListSource",
        "ReadSource",
        "ListLanding",
        "WriteLanding",
        "ListArtifacts",
        "ReadArtifacts",
        "RegisterPartitions",
        "TellTheWorkflow",
        "PutMetrics",
        "WriteLogs",
        "Encrypt",
        "ReadLogsSecret",
        "UseConnection",
        "SeeNetwork",
        "MakeInterface",
        "RemoveInterface",
        "MarkInterface",
    },
    "analyst": {
        "ListLanding",
        "ReadLanding",
        "ReadCatalogue",
        "AskAthena",
        "ListAthena",
        "BrowseAthena",
        "FindBuckets",
        "ListAnswers",
        "KeepAnswers",
        "Decrypt",
        "EncryptAnswers",
    },
    "investigator": {
        "ListLanding",
        "ReadLanding",
        "ListSource",
        "ReadSource",
        "ReadCatalogue",
        "AskAthena",
        "ListAthena",
        "BrowseAthena",
        "FindBuckets",
        "ListAnswers",
        "KeepAnswers",
        "Decrypt",
        "EncryptAnswers",
    },
    "events": {"NotifyWorkflow"},
}


# What IAM knows no resource of.
UNBOUND = {
    "PutMetrics": {"cloudwatch:PutMetricData"},
    "ListAthena": {"athena:ListWorkGroups", "athena:ListDataCatalogs"},
    "SeeNetwork": {
        f"ec2:Describe{what}"
        for what in (
            "NetworkInterfaces",
            "RouteTables",
            "SecurityGroups",
            "Subnets",
            "VpcAttribute",
            "VpcEndpoints",
        )
    },
}
# What Glue asks for as the role of a job, before the job begins.
OF_GLUE_ITSELF = {"getconnection"}


@pytest.mark.parametrize("role", POLICIES)
def test_every_statement(role, prod):
    policy = policy_of(prod, role)
    assert {statement["Sid"] for statement in policy} == STATEMENTS[role]
    for statement in policy:
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in several(statement["Action"])), statement
        if statement["Sid"] not in UNBOUND:
            assert "*" not in several(statement["Resource"]), statement
        else:
            assert set(several(statement["Action"])) == UNBOUND[statement["Sid"]]
    (metrics,) = [statement for statement in policy if statement["Sid"] == "PutMetrics"] or [None]
    if metrics:
        assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": ["Headgate", "Glue"]}}


def test_the_loader_may_call_what_the_jobs_call_and_nothing_else(prod):
    """Of Glue, CloudWatch and secrets; what they ask of buckets, test_terraform_requests.py looks at."""
    scripts = (ROOT / "python" / "headgate" / "glue").glob("*.py")
    call = re.compile(r'\b(?:_?glue|boto3\.client\("(?:glue|cloudwatch|secretsmanager)"\))\.(\w+)\(')
    called = {found for script in scripts for found in call.findall(script.read_text())}
    assert len(called) > 3
    named = {call.replace("_", "") for call in called}
    granted = {
        action.partition(":")[2].lower()
        for statement in policy_of(prod, "loader")
        for action in several(statement["Action"])
        if action.startswith(("glue:", "cloudwatch:", "secretsmanager:"))
    }
    assert granted == named | OF_GLUE_ITSELF


def test_there_are_no_other_roles_or_policies(prod):
    assert set(prod.of_type("aws_iam_role_policy")) == {*POLICIES.values(), *MORE.values()}
    assert {values["name"] for values in prod.of_type("aws_iam_role").values()} == {
        f"{NAME}-{role}" for role in POLICIES
    }
    others = ("aws_iam_policy", "aws_iam_role_policy_attachment", "aws_iam_user", "aws_iam_policy_attachment")
    assert not any(prod.of_type(kind) for kind in others)


def test_who_takes_on_which_role(prod):
    service = {"loader": "glue", "events": "events"}
    for role, address in (("loader", "aws_iam_role.loader"), ("events", "aws_iam_role.events[0]")):
        (statement,) = prod.trust(address)
        assert statement["Principal"] == {"Service": f"{service[role]}.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    (statement,) = prod.trust('aws_iam_role.reader["analyst"]')
    assert statement["Principal"] == {"AWS": BY_EVENT["analysts"][0]}
    # Where nobody is named, whom IAM lets: no condition of ours, and no other account.
    (statement,) = prod.trust('aws_iam_role.reader["investigator"]')
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def test_every_role_has_its_path_and_its_boundary(plan_of):
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/bounds"
    more = {"role_path": "/data/", "permissions_boundary": boundary}
    roles = plan_of("prod", start="event", **more).of_type("aws_iam_role").values()
    assert len(roles) == len(POLICIES)
    assert {(role["path"], role["permissions_boundary"]) for role in roles} == {("/data/", boundary)}
    # A domain names the loader, which stands below that path.
    policy = plan_of("prod", **more, **OWN_DOMAIN).one("aws_opensearch_domain.logs[0]")["access_policies"]
    assert f"arn:aws:iam::{ACCOUNT}:role/data/{NAME}-loader" in policy


def test_of_a_prefix_nothing_beside_it_is_read(plan_of):
    plan = plan_of("dev", **FOREIGN)
    for role in ("loader", "investigator"):
        policy = plan.policy(POLICIES[role])
        for key, may in (("2022/in/a", True), ("2022/in-other/a", False), ("2022/a", False), ("b", False)):
            assert allows(policy, "s3:GetObject", f"arn:aws:s3:::our-events/{key}") is may
        for prefix, may in (("2022/in/", True), ("2022/in/x", True), ("2022/", False), ("", False)):
            assert allows(policy, "s3:ListBucket", "arn:aws:s3:::our-events", s3_prefix=prefix) is may
    assert not allows(plan.policy(POLICIES["analyst"]), "s3:GetObject", "arn:aws:s3:::our-events/2022/in/a")


def test_e2e_test_reads_its_source_and_cannot_write_it(plan_of):
    plan = plan_of("e2e-test")
    raw = f"arn:aws:s3:::headgate-e2e-test-landing-{ACCOUNT}-{REGION}/data/raw/a"
    policy = plan.policy(POLICIES["loader"])
    assert allows(policy, "s3:GetObject", raw)
    assert not any(allows(policy, f"s3:{action}", raw) for action in WRITE)
