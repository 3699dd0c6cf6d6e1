# SPDX-License-Identifier: Apache-2.0
"""The pipeline that teams move over from, as far as docs/moving_over.md says what it does: what lies in its
bucket and in its index of logs when it has run over some files. Cerberus judges, Spark makes the tables."""

import collections
import datetime
import json
import pathlib
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about how it looks up its own version
    import cerberus
from support import REFERENCE

SERVICES = ("microone", "microtwo", "microthree")
KINDS = {"event": "EVENT", "prediction": "PRED"}
STARTED = datetime.datetime(2022, 4, 20, 6)


def owners_schemas() -> dict[tuple[str, str], dict]:
    """The owners' expectations, by service and kind."""
    keys = [(service, kind) for service in SERVICES for kind in KINDS]
    folder = REFERENCE / "cerberus"
    return {key: json.loads((folder / f"{'_'.join(key)}.json").read_text()) for key in keys}


def made_event(evaluation: str = "", service: str = '"service":"microone",', **envelope: str) -> bytes:
    """An event of microone that keeps its contract, but for what is given."""
    parts = {
        "source": '"app.event.file"',
        "time": '"2022-04-19T18:00:00Z"',
        "type": '"EFEvaluationEvent"',
        "timestamp": "1650391200000",
        "more": "",
        **envelope,
    }
    text = (
        '{{"version":"0","id":"e1","detail-type":"EFEvaluationEvent","source":{source},"account":"1",'
        '"time":{time},"region":"eu-west-1","detail":{{"id":"d1","type":{type},"timestamp":{timestamp},'
        '"partitionKey":"p","evaluation":{{"template_ef_version":"1.0","id":"d1","shape_id":"p",{service}'
        '"timestamp":1650391200000,"reporter":"user","type":"PUBLISH",'
        '"payload":{{"text":"t","paragraph":1}}{evaluation}}}}}{more}}}'
    )
    return text.format(evaluation=evaluation, service=service, **parts).encode()


class RunFailed(Exception):
    """A run that ended early: what it had not written by then is not there."""


def split(content: str) -> list:
    """Takes JSON values as they come; where none begins, one character is passed over."""
    decoder, values, at = json.JSONDecoder(), [], 0
    while at < len(content):
        try:
            value, at = decoder.raw_decode(content, at)
            values.append(value)
        except json.JSONDecodeError:
            at += 1
    return values


def identify(event: dict) -> tuple[str | None, str]:
    detail = event["detail"]
    kind = {"EFPredictionEvent": "prediction", "EFEvaluationEvent": "event"}[detail["type"]]
    if kind == "prediction":
        return detail["prediction"]["service"], kind
    service = detail["evaluation"].get("service")
    if service is None:
        prediction = detail["evaluation"]["prediction_id"]
        service = prediction.split("#")[-1] if prediction and "#" in prediction else None
    return service, kind


def as_list(value):
    if isinstance(value, str):
        return [] if value == "null" else [value]
    return value


def corrected(event: dict, service: str, kind: str, media: dict[str, str]) -> dict:
    """What the tables' Spark job is given: values changed where their kinds differ from event to event."""
    body = event["detail"]["evaluation" if kind == "event" else "prediction"]
    if (service, kind) == ("microone", "prediction"):
        scores = body["input"].setdefault("sentences_scores", None)
        for score in scores or []:
            if isinstance(score["score"], int):
                score["score"] = float(score["score"])
        for name in ("metadata", "skipped_paragraphs"):
            body["output"].setdefault(name, None)
    payload = body.get("payload")
    if kind == "event" and isinstance(payload, dict):
        if service == "microone" and isinstance(payload.get("paragraph"), int):
            payload["paragraph"] = str(payload["paragraph"])
        if service == "microthree":
            for name in ("query", "tags"):
                payload.update({name: as_list(payload[name])} if name in payload else {})
            if "media_id" in payload and body["type"] != "ADD_TAG":
                place = f"{payload.get('medialib')}/{payload['media_id']}"
                payload["media_id"] = media.get(place, payload["media_id"])
    return event


class KnownPipeline:
    """`bucket` is its landing bucket; `schemas` are the owners' expectations, by service and kind; `media` is
    what it finds in the bucket of media, by library and id."""

    def __init__(self, bucket: pathlib.Path, schemas: dict, media: dict[str, str] | None = None):
        self.bucket, self.media, self.runs = bucket, media or {}, 0
        self.checkers = {
            key: cerberus.Validator(schema, allow_unknown=True) for key, schema in schemas.items()
        }

    def run(self, files: list[pathlib.Path], spark=None, columns: dict | None = None) -> list[dict]:
        """One run of its workflow over some files; gives the records that it loads into Elasticsearch.
        Without Spark no tables are made."""
        self.runs += 1
        logs = [log for file in files for log in self.profile(file)]
        flat = self.flatten(files)
        if spark is not None:
            self.convert(flat, spark, columns)
        self.put(f"logs/run{self.runs}.ndjson", "".join(json.dumps(log) + "\n" for log in logs))
        return logs

    def put(self, name: str, text: str) -> pathlib.Path:
        path = self.bucket / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def profile(self, file: pathlib.Path) -> list[dict]:
        try:
            events = split(file.read_bytes().decode("utf-8"))
        except UnicodeDecodeError as fault:
            raise RunFailed(f"{file.name}: {fault}") from fault
        parts, logs = collections.defaultdict(list), []
        for event in events:
            try:
                is_ours = event.get("source", "").lower() == "app.event.file"
            except AttributeError as fault:
                raise RunFailed(f"{file.name}: {fault}") from fault
            if is_ours:
                logs.append(self.judge(event, file, parts))
        for part, texts in parts.items():
            self.put(f"data/{part}_json/{file.name}_{part.upper()}", "".join(texts))
        return logs

    def judge(self, event: dict, file: pathlib.Path, parts: dict) -> dict:
        try:
            service, kind = identify(event)
            checker = self.checkers[service, kind]
            passed, errors = checker.validate(event), json.dumps(checker.errors)
            parts["clean" if passed else "dirty"].append(json.dumps(event))
        except Exception as fault:  # noqa: BLE001 - as it does: the event goes nowhere but into the log
            service = kind = None
            passed, errors = False, str(fault)
        return {
            "workflow_run_id": f"wr_{self.runs}",
            "job_run_id": f"jr_{self.runs}",
            "timestamp": (STARTED + datetime.timedelta(hours=self.runs)).isoformat(),
            "event_id": str(event.get("id")),
            "passed": str(passed),
            "event_filename": file.name,
            "service_name": str(service).upper(),
            "service_type": str(kind).upper(),
            "errors": "{}" if passed else errors.partition("|")[0],
        }

    def flatten(self, files: list[pathlib.Path]) -> dict[str, list[str]]:
        """The lines for Spark, by table: one file for each event file, service and kind."""
        flat = collections.defaultdict(list)
        for file in files:
            clean = self.bucket / f"data/clean_json/{file.name}_CLEAN"
            lines = collections.defaultdict(list)
            for event in split(clean.read_text(encoding="utf-8")) if clean.is_file() else []:
                service, kind = identify(event)
                lines[service, kind].append(json.dumps(corrected(event, service, kind, self.media)) + "\n")
            for (service, kind), texts in lines.items():
                name = f"data/flat_jsons/{kind}s/{file.name}_CLEAN_{service.upper()}.jsonl"
                flat[f"{service.upper()}_{KINDS[kind]}"].append(str(self.put(name, "".join(texts))))
        return flat

    def convert(self, flat: dict[str, list[str]], spark, columns: dict) -> None:
        """Appends to each table; `columns` has the columns of each, as pairs of name and path."""
        from pyspark.errors import AnalysisException

        for table, names in flat.items():
            wanted = [f"{'.'.join(path)} AS {name}" for name, path in columns[table]]
            try:
                rows = spark.read.json(names).selectExpr(*wanted)
            except AnalysisException as fault:
                raise RunFailed(f"{table}: {fault}") from fault
            rows.write.mode("append").parquet(str(self.bucket / f"data/clean_parquet/{table}.parquet"))
