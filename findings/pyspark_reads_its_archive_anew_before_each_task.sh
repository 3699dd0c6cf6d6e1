#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PySpark 3.5.6 on Python 3.10 to 3.12: a Python worker that is used again reads pyspark.zip anew before each task.
#
# A worker begins each task with importlib.invalidate_caches(). Executors find pyspark in an archive
# (python/lib/pyspark.zip, and py4j's), and until Python 3.12 an importer of an archive does not just forget: it
# reads the whole directory of the archive, in Python. That is 40 to 90 ms of a processor for a task that does
# nothing, where the rest of it takes about 30. (From Python 3.13 on it is read when something is looked for there.)
#
# Seen: each task after the first reads the archives as often as there are folders of them that something was imported
# from, pyspark.zip nine times. What helps: a task that drops the importers of
# archives from sys.path_importer_cache at its end; the next task then reads neither.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v java >/dev/null || [[ -n ${JAVA_HOME:-} ]] || { echo 'it needs Java 17'; exit 1; }
python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' ||
  { echo 'it needs Python 3.10 to 3.12 as python3'; exit 1; }
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check setuptools==80.9.0 pyspark==3.5.6
cat > "$folder/tasks.py" <<'PY'
import os
import sys

from pyspark import SparkConf, SparkContext

settings = {"spark.master": "local[1]", "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1"}
context = SparkContext(conf=SparkConf().setAppName("archives").setAll(list(settings.items())))
context.setLogLevel("OFF")


def task(forgets):
    """Tells which archives were read since the last task; the first one begins to count."""

    def look(_):
        import os
        import sys
        import time
        import zipimport

        if not hasattr(zipimport, "read_before"):
            zipimport.read_before, zipimport.seen = zipimport._read_directory, []

            def counted(archive):
                begun = time.process_time()
                files = zipimport.read_before(archive)
                zipimport.seen.append((os.path.basename(archive), time.process_time() - begun))
                return files

            zipimport._read_directory = counted
        seen, zipimport.seen = zipimport.seen, []
        if forgets:
            for place, importer in list(sys.path_importer_cache.items()):
                if isinstance(importer, zipimport.zipimporter):
                    del sys.path_importer_cache[place]
        return os.getpid(), seen

    ((worker, seen),) = context.parallelize([0], 1).map(look).collect()
    return worker, seen


def names(seen):
    return sorted(name for name, _ in seen)


def told(seen):
    return {name: names(seen).count(name) for name in names(seen)}


first = task(False)
later = [task(False) for _ in range(3)]
task(True)
spared = task(True)
context.stop()
assert {worker for worker, _ in later} == {first[0]}, "it is one worker"
print(f"Python {sys.version.split()[0]}: a later task reads {told(later[-1][1])} first,",
      f"{sum(took for _, took in later[-1][1]) * 1000:.0f} ms; where they are forgotten {told(spared[1])}")
for _, seen in later:
    assert names(seen).count("pyspark.zip") > 1, "not as seen"
assert "pyspark.zip" not in names(spared[1]), "not as seen"
print("as seen")
PY
"$folder/venv/bin/python" "$folder/tasks.py" 2>/dev/null
