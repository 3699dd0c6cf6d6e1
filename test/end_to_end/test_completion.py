# SPDX-License-Identifier: Apache-2.0
"""What shells complete, by the shells themselves; the manual page, by a program that reads such pages."""
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

import pytest
from support import EXECUTABLE, headgate

SHELLS = ("bash", "fish", "zsh")


def script(shell: str) -> str:
    return headgate("completion", shell).stdout


def needs(program: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here: apt-get install {program}")
    return program


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "events one").mkdir()
    (tmp_path / "events.yaml").touch()
    return tmp_path


def shell(command: list, folder) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def bash(line: str, folder) -> set[str]:
    """Completes a line as bash does: words are cut at blanks and at `=`; the last one is completed."""
    words = ["headgate", *re.findall(r"=|[^ =]+", line)]
    if line.endswith(" ") or not line:
        words.append("")
    ask = f"""
        source /dev/stdin <<< {shlex.quote(script("bash"))}
        [[ $(complete -p headgate) == "complete -F _headgate headgate" ]] || exit 9
        COMP_WORDS=({shlex.join(words)})
        COMP_CWORD={len(words) - 1}
        _headgate
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return set(shell(["bash", "--norc", "-u", "-c", ask], folder).splitlines()) - {""}


def fish(line: str, folder) -> set[str]:
    needs("fish")
    with tempfile.NamedTemporaryFile("w", suffix=".fish") as file:
        file.write(script("fish"))
        file.flush()
        ask = f"source {file.name}; complete -C {shlex.quote('headgate ' + line)}"
        said = shell(["fish", "--no-config", "-c", ask], folder)
    # Behind a tab stands what it is. A value behind `=` comes with its flag.
    found = {answer.split("\t")[0].rstrip("/") for answer in said.splitlines()}
    return {re.sub(r"^--[a-z-]+=(?=.)", "", answer) for answer in found}


# A shell of its own, on a terminal of its own, completes the line that is typed into it. What it is offered
# is noted down on the way.
ZSH = """
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1=; source $1/setup"
    zpty -r shell said '*READY*'
    zpty -n -w shell "$2"$'\\t'
    repeat 600; do [[ -f $1/done ]] && break; sleep 0.05; done
    zpty -d shell
"""
ZSH_SETUP = """
    fpath=({folder} $fpath)
    autoload -Uz compinit
    compinit -u -D
    zle -C offer complete-word note
    bindkey '^I' offer
    note() {{
      compadd() {{
        local -a found
        builtin compadd -O found "$@"
        print -rl -- $found >> {folder}/offered
        builtin compadd "$@"
      }}
      _main_complete
      touch {folder}/done
    }}
    cd {cwd}
    print READY
"""


def zsh(line: str, folder) -> set[str]:
    needs("zsh")
    with tempfile.TemporaryDirectory() as own:
        place = pathlib.Path(own)
        (place / "_headgate").write_text(script("zsh"))
        (place / "setup").write_text(ZSH_SETUP.format(folder=own, cwd=shlex.quote(str(folder))))
        shell(["zsh", "-f", "-c", ZSH, "zsh", own, "headgate " + line], folder)
        assert (place / "done").exists()
        offered = place / "offered"
        said = offered.read_text().splitlines() if offered.exists() else []
    return {answer.replace("\\ ", " ") for answer in said} - {""}


@pytest.fixture(params=[bash, fish, zsh], ids=SHELLS)
def complete(request):
    return request.param


ANSWERS = [
    ("re", {"report", "reprocess"}),
    ("contract d", {"ddl", "diff"}),
    ("contract check --st", {"--strict"}),
    ("run --progress ", {"bar", "json", "log", "log_json", "none"}),
    ("run --progress=j", {"json"}),
    ("run --threads 4 --progress l", {"log", "log_json"}),
    ("contract ddl --for ", {"athena", "duckdb", "glue", "spark"}),
    ("run --threads ", set()),
    ("run ev", {"events one"}),
    ("run --config ev", {"events one", "events.yaml"}),
    ("run --config events.yaml ev", {"events one"}),
    ("check ev", {"events one", "events.yaml"}),
    ("check a b ev", {"events one", "events.yaml"}),
    ("completion ", set(SHELLS)),
]


@pytest.mark.parametrize("line, want", ANSWERS, ids=[line for line, _ in ANSWERS])
def test_a_line(complete, line, want, folder):
    assert complete(line, folder) == want


@pytest.mark.parametrize("complete", [bash, zsh])
def test_arguments_are_told_apart(complete, folder):
    """Not in fish: it knows no places."""
    assert complete("why ev", folder) == {"events one"}
    assert complete("why landing ev", folder) == set()


def declared(verb: list[str]) -> tuple[list[str], set[str]]:
    """The verbs below a verb and its flags, as its help names them."""
    usage = headgate(*verb, "--help").stdout
    verbs = re.findall(r"^  ([a-z]+) {2,}\S", usage.partition("\nExample")[0], re.MULTILINE)
    flags = ",".join(re.findall(r"^  (-[\w,-]+)", usage, re.MULTILINE))
    return verbs, set(flags.split(","))


def all_verbs(verb=()):
    yield list(verb)
    for below in declared(list(verb))[0]:
        yield from all_verbs((*verb, below))


def test_every_verb_and_flag_of_the_help(folder):
    """Whatever help shows bash completes, and each of the other scripts names."""
    seen = list(all_verbs())
    assert ["contract", "ddl"] in seen and len(seen) > 20
    scripts = {shell: script(shell) for shell in SHELLS}
    for verb in seen:
        verbs, flags = declared(verb)
        assert "--help" in flags
        line = "".join(word + " " for word in verb)
        assert bash(line + "-", folder) == flags, verb
        if verbs:
            assert bash(line, folder) == set(verbs)
        for flag in flags:
            assert flag in scripts["zsh"]
            assert re.search(rf" -[ls] {re.escape(flag.lstrip('-'))}\b", scripts["fish"])


@pytest.mark.parametrize("name", SHELLS)
def test_each_script_parses(name, tmp_path):
    file = tmp_path / "script"
    file.write_text(script(name))
    shell([needs(name), "-n", str(file)], tmp_path)


def test_an_unknown_shell_is_refused():
    assert "SHELL" in headgate("completion", "ksh", ends_with=2).stderr
    assert headgate("completion", ends_with=2).stderr


def test_the_manual_page(tmp_path):
    page = tmp_path / "headgate.1"
    page.write_text(headgate("man").stdout)
    needs("mandoc")
    linted = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(page)], capture_output=True, text=True)
    complaints = [line for line in linted.stdout.splitlines() if "missing date" not in line]
    assert complaints == []
    text = re.sub(".\x08", "", shell(["mandoc", "-Tutf8", "-Owidth=200", str(page)], tmp_path))
    assert "headgate contract ddl [OPTIONS] FILE..." in text
    assert "--progress bar|json|log|log_json|none" in text
    assert "headgate run event_files landing --dirty-max 5% --json" in text
    assert "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration" in text


def test_installed_they_stand_where_shells_look(tmp_path):
    build = EXECUTABLE.parent
    if not (build / "cmake_install.cmake").is_file():
        pytest.skip(f"{EXECUTABLE} stands in no build tree")
    command = ["cmake", "--install", str(build), "--prefix", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    share = tmp_path / "share"
    for name, place in [
        ("bash", "bash-completion/completions/headgate"),
        ("fish", "fish/vendor_completions.d/headgate.fish"),
        ("zsh", "zsh/site-functions/_headgate"),
    ]:
        assert (share / place).read_text() == script(name)
    assert (share / "man/man1/headgate.1").read_text() == headgate("man").stdout
