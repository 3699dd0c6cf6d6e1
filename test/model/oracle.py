# SPDX-License-Identifier: Apache-2.0
"""The invariants. They look at the store alone, after every operation that changed something."""
from process import Violation
from records import Commit, Log, Output, commit_name, events_of, mark_name, retired_name
from actors import check_events
from store import Source, Store


class Oracle:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.log = Log()
        self.live: dict[str, Output] = {}  # as of the last applied commit
        self.incoming: dict[str, Output] = {}  # what commits that are not applied add to them
        self.outgoing: dict[str, Commit] = {}  # and replace

    def check(self) -> None:
        """Raises what does not hold."""
        if not self.store.is_changed:
            return
        self.store.is_changed = False
        before = self.log.head, self.log.applied
        self.read_log()
        if before != (self.log.head, self.log.applied):
            self.derive()
        self.check_files()

    def derive(self) -> None:
        waiting = self.log.commits[self.log.applied :]
        self.incoming = {output.final: output for commit in waiting for output in commit.outputs()}
        self.outgoing = {final: commit for commit in waiting for final in commit.replaces()}
        self.live = {output.final: output for output in self.log.live(self.log.applied)}
        events = [event for output in self.live.values() for event in output.events]
        check_events(self.log, self.log.applied, events)

    def read_log(self) -> None:
        commits = self.store.folders["commits"]
        while commit := commits.get(commit_name(self.log.head + 1)):
            self.check_commit(commit)
            self.log.take(commit)
        if len(commits) != self.log.head:
            raise Violation(f"the log has a gap at {self.log.head + 1}: {sorted(commits)}")
        self.log.take_marks(self.store.folders["applied"])
        for seq in range(self.log.applied + 1, self.log.head + 1):
            if self.log.commits[seq - 1].kind != "fence" and mark_name(seq) in self.store.folders["applied"]:
                raise Violation(f"commit {seq} is marked applied before commit {self.log.applied + 1}")

    def check_commit(self, commit: Commit) -> None:
        """Checks the books of a commit, and that it fits what stands before it."""
        if any(commit.uid == other.uid for other in self.log.commits):
            raise Violation(f"commit {commit.seq} has the uid of another: {commit.uid}")
        live = {output.final: output for output in self.log.live(self.log.head)}
        for task in commit.tasks:
            before: list[str] = []
            for final in task.replaces:
                if final not in live:
                    raise Violation(f"commit {commit.seq} replaces {final}, which is not live")
                before += live.pop(final).events
            for taken in task.objects:
                known = self.log.taken.get(taken.name, [])
                if taken.generation != len(known) + 1 or any(taken.content == one.content for one in known):
                    raise Violation(
                        f"{taken.content} of {taken.name} is in two commits, also in {commit.seq}"
                    )
                before += events_of(taken.content)
            after = [event for output in task.outputs for event in output.events]
            if sorted(before) != sorted(after):
                raise Violation(f"commit {commit.seq} makes {sorted(after)} of {sorted(before)}")

    def check_files(self) -> None:
        """Checks what readers of folders and readers by the log find, and that nothing is lost."""
        visible, staging, retired = (self.store.folders[folder] for folder in ("data", "staging", "retired"))
        live, incoming, outgoing = self.live, self.incoming, self.outgoing
        for final, events in visible.items():
            output = live.get(final) or incoming.get(final)
            if output is None:
                if final not in self.store.landed_late or final not in self.log.born:
                    raise Violation(f"{final} is visible and not live")
            elif output.events != events:
                raise Violation(f"{final} is visible with other bytes than its commit names")
        for final in live:
            if final in visible:
                continue
            if final not in outgoing:
                raise Violation(f"{final} is live and not visible")
            if retired_name(outgoing[final].seq, final) not in retired:
                raise Violation(f"{final} is live for a reader by the log, and gone")
            if any(output.final not in visible for output in outgoing[final].outputs()):
                raise Violation(f"{final} is moved away before all that replaces it is visible")
        for final, output in incoming.items():
            if final not in visible and output.staged not in staging:
                raise Violation(f"{final} is committed, not published, and no longer staged")

    def check_rest(self, source: Source) -> None:
        """Checks what holds once all has ended, every late write has landed and one run has tidied up."""
        folders = self.store.folders
        log = self.log
        if log.applied != log.head:
            raise Violation(f"commit {log.applied + 1} is not applied")
        if sorted(folders["data"]) != sorted(self.live):
            raise Violation(f"visible and not live: {sorted(set(folders['data']) - set(self.live))}")
        check_events(log, log.head, [event for events in folders["data"].values() for event in events])
        for folder in ("staging", "leases", "retired"):
            if folders[folder]:
                raise Violation(f"left behind: {sorted(folders[folder])}")
        self.check_taken(source, since=None)

    def check_taken(self, source: Source, since: int | None) -> None:
        """Checks that a run that is done took what lay in the source when it began, and stayed as it was."""
        for name, (_, content) in source.objects.items():
            if since is not None and source.changed_at[name] >= since:
                continue
            if not any(content == taken.content for taken in self.log.taken.get(name, ())):
                raise Violation(f"{name} is pending, although a run is done")
