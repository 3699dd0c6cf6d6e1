# SPDX-License-Identifier: Apache-2.0
"""Files and records that are spoilt."""
import pathlib

from corruptions import plain, sealed, sealed_records
from forger import Forger, hash_hex


# Files that are not what they were.


def _flip(folder):
    def flip(forger: Forger):
        _, file = forger.pick(folder)
        forger.flip(file)
        return [file]

    flip.__name__ = f"byte_flipped_in_{folder}"
    plain(flip)


def _missing(folder):
    def missing(forger: Forger):
        _, file = forger.pick(folder)
        forger.remove(file)
        return [file]

    missing.__name__ = f"file_missing_in_{folder}"
    plain(missing)


def _extra(folder):
    def extra(forger: Forger):
        _, file = forger.pick(folder)
        other = file.replace(pathlib.Path(file).name, "0" * 20 + "-0" + pathlib.Path(file).suffix)
        forger.write(other, forger.read(file))
        return [other]

    extra.__name__ = f"file_extra_in_{folder}"
    plain(extra)


def _torn(folder):
    def torn(forger: Forger):
        _, file = forger.pick(folder)
        data = forger.read(file)
        forger.write(file, data[: forger.random.randrange(len(data))])
        return [file]

    torn.__name__ = f"file_torn_in_{folder}"
    plain(torn)


for _folder in ("clean_json", "dirty_json", "profiling_logs", "clean_parquet", "frame_index"):
    for _make in (_flip, _missing, _extra, _torn):
        _make(_folder)


def _two(forger: Forger, folder: str) -> tuple[str, str]:
    task = forger.random.choice([task for task in forger.tasks if len(task.files(folder)) > 1])
    return tuple(forger.random.sample(task.files(folder), 2))


def _swap(forger: Forger, folder: str):
    first, second = _two(forger, folder)
    one, other = forger.read(first), forger.read(second)
    forger.write(first, other)
    forger.write(second, one)
    return [first, second]


@plain
def two_files_of_clean_json_swapped(forger):
    return _swap(forger, "clean_json")


@plain
def two_files_of_tables_swapped(forger):
    return _swap(forger, "clean_parquet")


@sealed
def two_files_of_clean_json_swapped_and_sealed(forger):
    return _swap(forger, "clean_json")


@sealed
def two_files_of_tables_swapped_and_sealed(forger):
    return _swap(forger, "clean_parquet")


@plain
def byte_appended(forger):
    _, file = forger.pick("clean_json")
    forger.write(file, forger.read(file) + b"\n")
    return [file]


@plain
def file_in_the_wrong_partition(forger):
    _, file = forger.pick("clean_parquet")
    other = file.replace("year=2022", "year=2021")
    forger.move(file, other)
    return [file, other]


@sealed
def file_in_the_wrong_partition_and_sealed(forger):
    task, file = forger.pick("clean_parquet")
    other = file.replace("year=2022", "year=2021")
    forger.move(file, other)
    output = task.output(file)
    output |= {"final": other, "partition": output["partition"].replace("2022", "2021")}
    return [file, other]


@sealed
def file_of_another_table(forger):
    """A file and its record go over to another table that has the same columns for as far as anyone looks."""
    task, file = forger.pick("clean_parquet")
    table = task.output(file)["table"]
    other = file.replace(f"/{table}/", "/MICROTEN_EVENT/")
    forger.move(file, other)
    task.output(file).update(final=other, table="MICROTEN_EVENT")
    return [file, other, task.manifest]


# Records.


@plain
def manifest_missing(forger):
    task = forger.pick_task()
    forger.remove(task.manifest)
    return [task.manifest]


@plain
def manifest_edited(forger):
    task = forger.pick_task()
    task.record["books"]["frames"] += 1
    forger.write_record(task.manifest, task.record)
    return [task.manifest]


@plain
def manifest_extra(forger):
    name = "_headgate/manifests/20221122T130816999874Z-06a229ee/117aec845d69067ad35e.json"
    forger.write(name, forger.read(forger.pick_task().manifest))
    return [name]


@plain
def contract_missing(forger):
    file = forger.random.choice(sorted((forger.root / "_headgate/contracts").iterdir()))
    file.unlink()
    return [forger.name(file)]


@plain
def contract_edited(forger):
    file = forger.random.choice(sorted((forger.root / "_headgate/contracts").iterdir()))
    forger.write(forger.name(file), file.read_bytes() + b"# nothing more\n")
    return [forger.name(file)]


@plain
def first_commit_missing(forger):
    forger.remove(forger.tasks[0].commit)
    return [forger.tasks[0].commit]


@plain
def last_commit_missing(forger):
    last = forger.tasks[-1]
    forger.remove(last.commit)
    return [last.index, last.log]


@plain
def commit_twice(forger):
    name = "_headgate/commits/" + f"{len(forger.tasks) + 1:020}.json"
    commit = forger.record(forger.tasks[-1].commit)
    forger.write_record(name, commit | {"seq": len(forger.tasks) + 1})
    return [name]


@plain
def commit_renamed(forger):
    name = "_headgate/commits/" + f"{len(forger.tasks) + 1:020}.json"
    forger.move(forger.tasks[-1].commit, name)
    return [forger.tasks[-1].commit, name]


@plain
def books_of_a_commit_edited(forger):
    name = forger.pick_task().commit
    commit = forger.record(name)
    commit["books"][forger.random.choice(sorted(commit["books"]))] += 1
    forger.write_record(name, commit)
    return [name]


@plain
def uid_of_another_commit(forger):
    last = forger.tasks[-1].commit
    forger.write_record(last, forger.record(last) | {"uid": forger.record(forger.tasks[0].commit)["uid"]})
    return [last]


@plain
def plan_hash_edited(forger):
    task = forger.pick_task()
    forger.write_record(task.commit, forger.record(task.commit) | {"plan_hash": "0" * 32})
    return [task.manifest]


@plain
def data_version_edited(forger):
    task = forger.pick_task()
    forger.write_record(task.commit, forger.record(task.commit) | {"data_version": "0/none"})
    return task.files("clean_parquet")


@plain
def judged_of_a_commit_edited(forger):
    task = forger.pick_task()
    forger.write_record(task.commit, forger.record(task.commit) | {"judged": ["NONE_EVENT"]})
    return [task.commit]


@plain
def run_edited(forger):
    task = forger.pick_task()
    forger.write_record(task.commit, forger.record(task.commit) | {"run": "20221122T130816999874Z-06a229ee"})
    return [task.commit]


@plain
def contracts_of_a_commit_exchanged(forger):
    task = forger.pick_task()
    commit = forger.record(task.commit)
    one, other = commit["contracts"][:2]
    one["hash"], other["hash"] = other["hash"], one["hash"]
    forger.write_record(task.commit, commit)
    return [task.commit]


@plain
def landing_record_missing(forger):
    forger.remove("_headgate/landing.json")
    return ["_headgate/landing.json"]


@plain
def source_forgotten(forger):
    commits = sorted({task.commit for task in forger.tasks})
    for name in commits:
        forger.write_record(name, forger.record(name) | {"sources": {}})
    return commits + [task.manifest for task in forger.tasks]


@plain
def mark_missing(forger):
    name = "_headgate/applied/" + f"{1:020}"
    forger.remove(name)
    return [name]


@plain
def mark_extra(forger):
    name = "_headgate/applied/" + f"{9:020}"
    forger.write(name, b"")
    return [name]


@plain
def mark_without_a_time(forger):
    name = "_headgate/applied/" + f"{1:020}"
    forger.write(name, b"yesterday")
    return [name]


@plain
def staging_left(forger):
    name = "_headgate/staging/20221122T130816999874Z-06a229ee/117aec845d69067ad35e/1/0"
    forger.write(name, b"left")
    return [name]


@plain
def file_left_unfinished(forger):
    forger.write("_headgate/unfinished/7-1-0", b"left")
    return ["_headgate/unfinished/7-1-0"]


def _books(key):
    def edit(forger: Forger):
        task = forger.pick_task()
        task.record["books"][key] += 1
        return [task.manifest]

    edit.__name__ = f"{key}_of_a_manifest_edited"
    sealed_records(edit)


for _key in ("separator_bytes", "frames", "events", "unparsable", "clean_lines", "rows", "files_staged"):
    _books(_key)


@sealed_records
def counts_of_an_object_edited(forger):
    task = forger.pick_task()
    task.record["objects"][0]["books"]["clean"] += 1
    task.record["objects"][0]["books"]["dirty"] -= 1
    return [task.manifest]


@sealed_records
def size_of_an_object_edited(forger):
    task = forger.pick_task()
    task.record["objects"][0]["size"] += 1
    return [task.manifest]


@sealed_records
def object_in_two_commits(forger):
    task, other = forger.tasks[0], forger.tasks[-1]
    other.record["objects"].append(task.record["objects"][0])
    _rename_task(forger, other)
    return [other.manifest]


def _rename_task(forger: Forger, task):
    """Gives a task the name that its objects make, in its files, too."""
    plan_hash = forger.record(task.commit)["plan_hash"]
    text = plan_hash + "\n" + task.record["objects"][0]["source"] + "\n"
    for each in task.record["objects"]:
        text += f"{each['generation']}\n{each['size']}\n{len(each['object'].encode())}:{each['object']}\n"
    old, new = task.record["task"], hash_hex(text.encode())[:20]
    for output in task.record["outputs"]:
        forger.move(output["final"], output["final"].replace(old, new))
        output["final"] = output["final"].replace(old, new)

    def rename(rows):
        for row in rows:
            row["file"] = row["file"].replace(old, new)

    forger.edit_table(task.index, rename)
    data = forger.read(task.index)
    task.output(task.index).update(size=len(data), hash=hash_hex(data))
    forger.remove(task.manifest)
    task.manifest = task.manifest.replace(old, new)
    task.record["task"] = new


@sealed
def object_forgotten(forger):
    task = next(task for task in forger.tasks if len(task.record["objects"]) > 1)
    task.record["objects"].pop()
    return [task.index, task.manifest]


@sealed
def output_forgotten(forger):
    task, file = forger.pick("clean_parquet")
    task.record["outputs"].remove(task.output(file))
    return [file]


@sealed
def output_and_its_file_forgotten(forger):
    task, file = forger.pick("clean_json")
    task.record["outputs"].remove(task.output(file))
    forger.remove(file)
    return [task.manifest]


@sealed
def table_of_an_output_edited(forger):
    task, file = forger.pick("clean_parquet")
    task.output(file)["table"] = "MICROONE_EVENT" if "MICROONE_EVENT" not in file else "MICROTWO_EVENT"
    return [task.manifest, file]
