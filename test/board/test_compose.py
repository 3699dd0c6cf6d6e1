# SPDX-License-Identifier: Apache-2.0
"""compose.yaml: by the schema of its language, and what its services run is run here.

No container is: what stands in the images of Elasticsearch and Kibana is not looked at.
"""

import os
import re
import subprocess
import sys

import yaml
from board_files import FOLDER, objects_of
from fake_kibana import FakeKibana
from support import ENVIRONMENT, EXECUTABLE, ROOT

FILE = FOLDER / "compose.yaml"
SERVICES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]


def by_schema(file) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True).returncode


def test_its_schema(tmp_path):
    assert by_schema(FILE) == 0
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(
        FILE.read_text(encoding="utf-8").replace("    volumes:", "    volume:"), encoding="utf-8"
    )
    assert by_schema(wrong) == 1


def test_what_it_names_is_there():
    volumes = yaml.safe_load(FILE.read_text(encoding="utf-8"))["volumes"]
    for name, service in SERVICES.items():
        for mount in service.get("volumes", []):
            place = mount.split(":")[0]
            assert place in volumes or (FOLDER / place).exists() or place == "../../build/wheel/dist", name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), "nothing asks for a password here"
        waited = service.get("depends_on", {})
        assert set(waited) <= SERVICES.keys()
    tested = re.search(r"elasticsearch:([\d.]+):zip", (ROOT / "dev").read_text(encoding="utf-8"))[1]
    images = {SERVICES[name]["image"] for name in ("elasticsearch", "kibana")}
    assert images == {f"docker.elastic.co/{name}/{name}:{tested}" for name in ("elasticsearch", "kibana")}


def test_its_board_arrives(tmp_path):
    command = [part.replace("/kibana/", f"{FOLDER}/") for part in SERVICES["board"]["command"][1:]]
    with FakeKibana() as program:
        there = [part.replace("http://kibana:5601", program.url) for part in command]
        subprocess.run([sys.executable, *there], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
        assert len(program.objects[""]) == len(objects_of("kibana"))


def test_its_run_fills_the_index(server, tmp_path):
    """Twice: a second `up` adds nothing."""
    script = SERVICES["run"]["command"][2].replace("$$", "$").replace("--events 20000", "--events 600")
    pip, script = script.split("\n", 1)
    assert pip.startswith("pip install") and "/wheel/" in pip
    for place in ("source", "landing"):
        (tmp_path / place).mkdir()
        script = script.replace(f"/{place}", str(tmp_path / place))
    (name,) = SERVICES["run"]["environment"]
    address = {name: server.url}
    settings = {"HEADGATE_LOGS__ENVIRONMENT": "compose", "PATH": f"{EXECUTABLE.parent}:{os.environ['PATH']}"}
    for _ in range(2):
        subprocess.run(
            ["sh", "-euc", script], check=True, env={**ENVIRONMENT, **address, **settings}, timeout=120
        )
        server.ask("POST", "/event_file_logs_compose/_refresh")
        query = {"query": {"terms": {"kind": ["frame", "dropped"]}}}
        counted = server.ask("POST", "/event_file_logs_compose/_count", query)["count"]
        assert 600 <= counted < 700
