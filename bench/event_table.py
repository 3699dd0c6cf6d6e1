# SPDX-License-Identifier: Apache-2.0
"""Makes a landing with one long table, SHOP_EVENT, and a short one beside it, SHOP_PRED: small events of a
contract of its own, an object and a file of the table for each hour."""

import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measuring import HEADGATE, WORK

PREDICTIONS = 50_000
BEGINNING = datetime(2022, 4, 19, 18, tzinfo=UTC)
KINDS = ("PUBLISH", "DELETE", "DELETE SLIDE", "EDIT", "VIEW")
WORDS = "a summary of what the audience saw when somebody changed this slide and kept its picture".split()

EVENT = """\
contract: shop_event
version: 1.0.0
service: shop
record_type: event
expect: {type: object, required: [id, time, account, detail]}
table:
  columns:
    account: {from: /account, type: string}
    date_time: {from: /time, type: timestamp}
    prediction_id: {from: /detail/evaluation/prediction_id, type: string}
    unix_timestamp: {from: /detail/evaluation/timestamp, type: int64}
    event_type: {from: /detail/evaluation/type, type: string}
    score: {from: /detail/evaluation/score, type: double}
    paragraph: {from: /detail/evaluation/paragraph, type: int64}
    text: {from: /detail/evaluation/text, type: string}
  rescue: false
"""
PREDICTION = """\
contract: shop_prediction
version: 1.0.0
service: shop
record_type: prediction
expect: {type: object, required: [id, time, detail]}
table:
  columns:
    id: {from: /detail/prediction/id, type: string}
    model: {from: /detail/prediction/model, type: string}
  rescue: false
"""


def uuid_of(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def events(hour: int, count: int) -> list[str]:
    chance = random.Random(hour)
    texts = [" ".join(chance.choices(WORDS, k=4)) for _ in range(500)]
    begin = BEGINNING + timedelta(hours=hour)
    milliseconds, date = int(begin.timestamp()) * 1000, f"{begin:%Y-%m-%dT%H}"
    lines = []
    for nth in range(count):
        second = nth * 3600 // count
        drawn = chance.getrandbits(32)
        lines.append(
            f'{{"id":"{uuid_of(chance)}","source":"app.event.file","account":"7671157{nth % 997:05}",'
            f'"time":"{date}:{second // 60:02}:{second % 60:02}Z","detail":{{"type":"EFEvaluationEvent",'
            f'"evaluation":{{"service":"shop","prediction_id":"p{drawn % PREDICTIONS}",'
            f'"timestamp":{milliseconds + second * 1000},"type":"{KINDS[drawn % len(KINDS)]}",'
            f'"score":{drawn / 2**32:.6f},"paragraph":{nth % 40},"text":"{texts[drawn % 499]}"}}}}}}\n'
        )
    return lines


def predictions() -> list[str]:
    chance = random.Random("predictions")
    return [
        f'{{"id":"{uuid_of(chance)}","source":"app.event.file","time":"{BEGINNING:%Y-%m-%dT%H:%M:%SZ}",'
        f'"detail":{{"type":"EFPredictionEvent","prediction":{{"service":"shop","id":"p{nth}",'
        f'"model":"m{nth % 7}"}}}}}}\n'
        for nth in range(PREDICTIONS)
    ]


def landing(rows: int, files: int, twice: int) -> Path:
    """Makes it once, by a run of the program. In so many of the objects the first event comes `twice`."""
    made = WORK / f"lake-{rows}-{files}-{twice}"
    if made.exists():
        return made
    print(f"== making a table of {rows:,} rows in {files} files", file=sys.stderr)
    folder = WORK / f"{made.name}.unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    source, contracts = folder / "source", folder / "contracts"
    source.mkdir(parents=True)
    contracts.mkdir()
    (contracts / "shop_event.yaml").write_text(EVENT)
    (contracts / "shop_prediction.yaml").write_text(PREDICTION)
    for hour in range(files):
        lines = events(hour, rows // files)
        (source / f"{hour:05}.json").write_text("".join(lines + lines[: hour < twice]))
    (source / "predictions.json").write_text("".join(predictions()))
    run = [HEADGATE, "run", source, folder / "landing", "--contracts", contracts, "--quiet"]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(source)
    (folder / "landing").rename(made)
    shutil.rmtree(folder)
    return made
