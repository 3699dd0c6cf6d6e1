# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong with .gitlab-ci.yml that neither its schema nor gitlab-ci-local sees."""

import copy
import re
from collections.abc import Iterator

NO_JOBS = {"stages", "workflow", "variables", "default", "include"}
CHANGES = ("apply", "destroy")  # What a deploy may do to its workspace; plan and check leave it as it is.
# The one line that is no verb: it puts the job's token where AWS's libraries look for it.
TOKEN_LINE = '(umask 077; printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")'
DEPLOY_LINE = re.compile(r"\./dev deploy (\S+) (\S+)")
KEY_LIKE = re.compile(r"AKIA|ASIA|BEGIN [A-Z ]*PRIVATE|glpat-|^[A-Za-z0-9/+=]{32,}$")
KEY_NAME = re.compile(r"ACCESS_KEY|SECRET|PASSWORD|SESSION_TOKEN|PRIVATE")


def merged(base: dict, over: dict) -> dict:
    """Merges as `extends` does: maps by their keys, anything else is replaced."""
    result = copy.deepcopy(base)
    for key, value in over.items():
        both_maps = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both_maps else copy.deepcopy(value)
    return result


def jobs(document: dict) -> dict[str, dict]:
    """Gives each job with what it extends; hidden ones are left out."""

    def whole(name: str) -> dict:
        job = document[name]
        bases = job.get("extends", [])
        result: dict = {}
        for base in [bases] if isinstance(bases, str) else bases:
            result = merged(result, whole(base))
        return merged(result, {key: value for key, value in job.items() if key != "extends"})

    return {name: whole(name) for name in document if name not in NO_JOBS and not name.startswith(".")}


def lines(job: dict, *parts: str) -> list[str]:
    return [
        line for part in parts or ("before_script", "script", "after_script") for line in job.get(part, [])
    ]


def changed_workspaces(job: dict) -> set[str]:
    found = (DEPLOY_LINE.search(line) for line in lines(job))
    return {match[1] for match in found if match and match[2] in CHANGES}


def findings(document: dict, verbs: set[str], workspaces: set[str]) -> Iterator[str]:
    every = jobs(document)
    stages = document["stages"]
    for name, job in every.items():
        if job.get("stage") not in stages:
            yield f"{name}: there is no stage {job.get('stage')}"
            continue
        yield from (f"{name}: {what}" for what in wrong_needs(job, every, stages))
        yield from (f"{name}: {what}" for what in wrong_lines(job, verbs))
        yield from (f"{name}: {what}" for what in wrong_deploys(job, workspaces))
        yield from (f"{name}: {what}" for what in wrong_secrets(job))
    yield from wrong_secrets(document)
    yield from what_is_left(every)


def wrong_needs(job: dict, every: dict[str, dict], stages: list[str]) -> Iterator[str]:
    for need in job.get("needs", []):
        needed = need["job"] if isinstance(need, dict) else need
        if needed not in every:
            yield f"needs {needed}, which is no job"
        elif stages.index(every[needed]["stage"]) >= stages.index(job["stage"]):
            yield f"needs {needed}, which is of no earlier stage"


def wrong_lines(job: dict, verbs: set[str]) -> Iterator[str]:
    for line in lines(job):
        match = re.match(r"\./dev (\S+)", line)
        if match and match[1] not in verbs:
            yield f"./dev has no verb {match[1]}"
        elif not match and line != TOKEN_LINE:
            yield f"what CI runs is a verb of ./dev: {line}"
    if not job.get("script"):
        yield "it runs nothing"


def wrong_deploys(job: dict, workspaces: set[str]) -> Iterator[str]:
    deploys = [match for line in lines(job) if (match := DEPLOY_LINE.search(line))]
    for workspace in {match[1] for match in deploys}:
        if workspace not in workspaces:
            yield f"there is no workspace {workspace}"
        told = job.get("environment", {}).get("name"), job.get("resource_group")
        if told != (workspace, workspace):
            yield f"environment and resource_group are {told}, the workspace is {workspace}"
        role = f"$AWS_ROLE_ARN_{workspace.upper().replace('-', '_')}"
        if job.get("variables", {}).get("AWS_ROLE_ARN") != role:
            yield f"the role of {workspace} is {role}"
        if not any(role in rule.get("if", "") for rule in job.get("rules", [])):
            yield f"without {role} it runs, and fails"
        if "AWS_ID_TOKEN" not in job.get("id_tokens", {}) or lines(job, "before_script") != [TOKEN_LINE]:
            yield "credentials come from the job's token"
        if job.get("retry") != 0 or job.get("interruptible") is not False:
            yield "what changes an account is neither broken off nor tried again"
    if "prod" in changed_workspaces(job):
        yield from automatic(job)
    if len({match[1] for match in deploys}) > 1:
        yield "one workspace a job"


def automatic(job: dict) -> Iterator[str]:
    rules = [rule for rule in job.get("rules", []) if rule.get("when") != "never"]
    if not rules or "when" in job or any(rule.get("when") != "manual" for rule in rules):
        yield "prod is never automatic"
    if any("$CI_COMMIT_TAG =~ /^v" not in rule.get("if", "") for rule in rules):
        yield "prod is deployed from tags of versions alone"


def wrong_secrets(part: dict) -> Iterator[str]:
    for name, value in part.get("variables", {}).items():
        if KEY_NAME.search(name) or KEY_LIKE.search(str(value)):
            yield f"{name}: nothing of a secret stands in this file"


def what_is_left(every: dict[str, dict]) -> Iterator[str]:
    """What the tests make in AWS is taken down in the job that makes it, and looked after by a later one."""
    makers = [job for job in every.values() if "./dev deploy e2e-test apply" in lines(job, "script")]
    if any("./dev deploy e2e-test destroy" not in lines(job, "after_script") for job in makers):
        yield "e2e-test is not taken down where it is made"
    after = [
        job
        for job in every.values()
        if "./dev deploy e2e-test destroy" in lines(job, "script")
        and all(rule.get("when") == "always" for rule in job["rules"])
    ]
    if len(makers) != 1 or len(after) != 1:
        yield "e2e-test is made by one job, and one sees to it, whatever happened, that it is gone"
