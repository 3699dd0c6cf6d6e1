# SPDX-License-Identifier: Apache-2.0
"""Reads a landing by its commit log, by docs/formats/landing.md and nothing else: what anybody can do."""
import json
import pathlib


class Gone(Exception):
    """A file lies neither where it was nor where a switch moves it: the log has to be read again."""


class LogReader:
    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.own = root / "_headgate"

    def commits(self) -> list[dict]:
        return [json.loads(path.read_text()) for path in sorted((self.own / "commits").glob("*.json"))]

    def manifests(self, commit: dict) -> list[dict]:
        read = []
        for named in commit.get("manifests", ()):
            name = named["name"]
            run, task = pathlib.PurePosixPath(name).parts[2:]
            staged = self.own / "staging" / run / "manifests" / task
            for place in (self.root / name, staged, self.root / name):
                if place.is_file():
                    read.append(json.loads(place.read_text()))
                    break
            else:
                raise Gone(name)
        return read

    def applied(self, commits: list[dict]) -> int:
        for commit in commits:
            mark = self.own / "applied" / f"{commit['seq']:020}"
            if commit["kind"] != "fence" and not mark.is_file():
                return commit["seq"] - 1
        return len(commits)

    def live_tasks(self) -> dict[str, tuple[int, dict]]:
        """By name: the tasks whose files are the data as of the last applied commit."""
        commits = self.commits()
        tasks: dict[str, tuple[int, dict]] = {}
        for commit in commits[: self.applied(commits)]:
            for manifest in self.manifests(commit):
                if "replaces" in manifest:
                    del tasks[manifest["replaces"]["task"]]
                tasks[manifest["task"]] = (commit["seq"], manifest)
        return tasks

    def files(self, folder: str) -> list[pathlib.Path]:
        """Gives where each live file of a folder under data/ lies now."""
        return [
            self.place(output["final"])
            for _, manifest in self.live_tasks().values()
            for output in manifest["outputs"] + manifest.get("replaces", {}).get("kept", [])
            if output["final"].startswith(f"data/{folder}/")
        ]

    def place(self, final: str) -> pathlib.Path:
        if (self.root / final).is_file():
            return self.root / final
        for retired in sorted((self.own / "retired").glob("*")):
            if (retired / final).is_file():
                return retired / final
        raise Gone(final)
