# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# The suites of `./dev test`, and what they need beside the environment. ./dev reads this file.

# One line a suite, quick ones first: name | budget in seconds | command. A command finds the path of its
# report, without an ending, in $report and writes a JUnit file there.
readonly suites=(
  'lint|60|pytest test/lint_test.py test/summary_test.py'
  'commit model|90|pytest_on_all_cores test/model/commit_model_test.py'
  'unit|900|unit_tests'
  'schedules|300|schedules'
  'planted faults|500|pytest test/schedule/mutants_test.py'
  'wheel|180|wheel_tests'
  'package|400|package_tests'
  'deploy|500|deploy_tests'
  'logs|300|log_tests'
  'board|300|board_tests'
  'workflow|500|workflow_tests'
  'spark 3.5|400|spark_tests'
  'spark 4.1|400|spark4_tests'
  'report|300|report_tests'
  'end to end|1200|end_to_end_tests'
)

# What the daily round leaves to CI: sweeps and sizes.
readonly sweeps='crash_test|pairs_test|ledger_cost_test|schedule_test|power_loss_test'
readonly slow_unit_tests="damage_cost_test|$sweeps"
readonly quick_end_to_end_tests='reference or seventh or docs or extraction'

# Compiles the S3 server that the tests run against, with the Go of the Python environment. The other one,
# moto, is a part of that.
test_servers() {
  local stamp=.venv/versitygw.stamp
  setup
  [[ -x .venv/bin/versitygw && $(cat "$stamp" 2>/dev/null) == "$versitygw" ]] && return
  say "installing $versitygw"
  GOBIN=$PWD/.venv/bin GOTOOLCHAIN=local .venv/bin/go install "$versitygw" >&2
  echo "$versitygw" > "$stamp"
}

# Installs what plays .gitlab-ci.yml on this machine, with the Node of the Python environment.
ci_player() {
  local stamp=.venv/gitlab_ci_local/stamp
  setup
  [[ $(cat "$stamp" 2>/dev/null) == "$gitlab_ci_local" ]] && return
  say "installing $gitlab_ci_local"
  PATH=$PWD/.venv/bin:$PATH npm install --silent --prefix "${stamp%/*}" "$gitlab_ci_local" >&2
  echo "$gitlab_ci_local" > "$stamp"
}

# What the page of a report is made and looked at with: apps/report/charts/package.json, and a browser.
page_tools() {
  local wanted=apps/report/charts/package.json
  setup
  install_packages chromium
  cmp -s "$wanted" build/page/package.json && return
  say "installing what $wanted names"
  rm -rf build/page
  mkdir -p build/page
  PATH=$PWD/.venv/bin:$PATH npm install --silent --no-package-lock --prefix build/page \
    $("$python" -c 'import json, sys
print(*("@".join(each) for each in json.load(open(sys.argv[1]))["dependencies"].items()))' "$wanted") >&2
  cp "$wanted" build/page/package.json
}

# The second Spark lies beside the environment, which has the first: two of one name cannot be in it.
second_spark() {
  local stamp=build/spark4/installed
  setup
  cmp -s "$stamp" "$spark4" && return
  say "installing $spark4"
  rm -rf build/spark4
  "$python" -m pip install --quiet --disable-pip-version-check --target build/spark4 -r "$spark4" >&2
  cp "$spark4" "$stamp"
}

# What logs are loaded into: each server as its makers test it, from Maven Central.
log_servers() {
  local name artifact
  setup
  for name in elasticsearch opensearch; do
    artifact=${!name}
    [[ $(cat "build/$name/stamp" 2>/dev/null) == "$artifact" ]] && continue
    say "installing $artifact"
    rm -rf "build/$name"
    mvn --quiet --batch-mode "$maven_copy" -Dartifact="$artifact" -DoutputDirectory="$PWD/build/$name" >&2
    "$python" -m zipfile -e "build/$name/"*.zip "build/$name"
    rm "build/$name/"*.zip
    mv "build/$name/$name-"* "build/$name/server"
    chmod +x "build/$name/server/bin/"*
    # Begins only where Java knows each language.
    [[ $name == opensearch ]] && rm -r "build/$name/server/modules/analysis-common"
    echo "$artifact" > "build/$name/stamp"
  done
}

pytest() { "$python" -m pytest -q -p no:cacheprovider --junitxml "$report.xml" "$@"; }

# For suites whose tests share no folder. Each core takes the next test from those that are left.
pytest_on_all_cores() { pytest -n "$(nproc)" --dist worksteal "$@"; }

# Landings are made by the thousand, and each of their files is synced: in memory, where there is room for it,
# that costs nothing. What a test leaves is removed with it.
in_memory() {
  local free
  free=$(df --output=avail -BG /dev/shm 2>/dev/null | tail -1 | tr -dc 0-9) || free=0
  if [[ -z ${TMPDIR:-} && -w /dev/shm && ${free:-0} -ge 4 ]]; then
    TMPDIR=/dev/shm "$@"
  else
    "$@"
  fi
}

# ctest says which executable failed, each executable which of its tests did.
unit_tests() {
  local leave_out=()
  [[ $sweep == quick || $sweep == race ]] && leave_out=(--exclude-regex "$slow_unit_tests")
  GTEST_OUTPUT="xml:$PWD/$report.each/" ctest --test-dir "${headgate%/*}" --parallel "$(nproc)" \
    "${leave_out[@]}" --output-on-failure --no-tests=error --output-junit "$PWD/$report.xml" >&2
}

# The commit protocol as it ships: whole processes side by side, whatever goes wrong.
schedules() {
  GTEST_OUTPUT="xml:$PWD/$report.xml" SCHEDULES=${SCHEDULES:-50000} \
    "${headgate%/*}/test/schedule/schedule_test" >&2
}

readonly removed=(-o tmp_path_retention_policy=failed -o tmp_path_retention_count=1)

end_to_end_tests() {
  case $sweep in
    quick) in_memory pytest_on_all_cores "${removed[@]}" test/end_to_end -k "$quick_end_to_end_tests" ;;
    # A sanitizer does not look for leaks in a process that strace holds, and fails.
    sanitize | race)
      in_memory pytest_on_all_cores "${removed[@]}" test/end_to_end -k 'not every_system_call' ;;
    *) in_memory pytest_on_all_cores "${removed[@]}" test/end_to_end ;;
  esac
}

# headgate.spark on a real cluster, with the PySpark of Glue 5.1; and with that of Glue 6.0.
spark_tests() { SPARK_WANTED=3.5 in_memory pytest "${removed[@]}" test/spark; }
spark4_tests() {
  PYTHONPATH=$PWD/build/spark4 SPARK_WANTED=4.1 in_memory pytest "${removed[@]}" test/spark -m on_each_spark
}

wheel_tests() { make_wheel && pytest test/wheel_test.py; }

package_tests() { in_memory pytest_on_all_cores "${removed[@]}" test/package; }

# Looks over deploy/terraform. It wants other versions of what the tests use: it has its own environment.
install_checkov() {
  local stamp=build/checkov/stamp
  [[ -x build/checkov/bin/checkov && $(cat "$stamp" 2>/dev/null) == "$checkov" ]] && return
  say "installing $checkov"
  "$python" -m venv --clear build/checkov
  build/checkov/bin/python -m pip install --quiet --disable-pip-version-check "$checkov" >&2
  echo "$checkov" > "$stamp"
}

# What is deployed: planned, checked, applied to moto. A file a core: its tests share what was planned. The
# daily round does not wait for Terraform.
deploy_tests() {
  local leave_out=()
  [[ $sweep == quick ]] && leave_out=(--ignore-glob '*/test_terraform_*')
  install_checkov
  pytest -n "$(nproc)" --dist loadfile "${removed[@]}" "${leave_out[@]}" test/unit_tests
}

# The loader of logs beside real servers. The daily round meets one of them.
log_tests() {
  local chosen=()
  [[ $sweep == quick ]] && chosen=(-k 'elasticsearch and not killed')
  in_memory pytest_on_all_cores "${removed[@]}" "${chosen[@]}" test/logs
}

# What panels of Kibana look like. It wants a later Python than the rest, and its own environment: prints nothing
# and fails where there is none.
install_kb_dashboard() {
  local stamp=build/kb_dashboard/stamp candidate
  [[ -x build/kb_dashboard/bin/python && $(cat "$stamp" 2>/dev/null) == "$kb_dashboard" ]] && return
  # pyenv has them in its own folders, and under a name on the path only where somebody chose them.
  for candidate in python3.{14,13,12} python3 "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python3; do
    "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue
    say "installing $kb_dashboard"
    "$candidate" -m venv --clear build/kb_dashboard
    build/kb_dashboard/bin/python -m pip install --quiet --disable-pip-version-check "$kb_dashboard" >&2
    echo "$kb_dashboard" > "$stamp"
    return
  done
  return 1
}

# The board over the logs, on a server of each kind. The daily round asks one of them.
board_tests() {
  local chosen=()
  [[ $sweep == quick ]] && chosen=(-k 'elasticsearch or not (figures or run_fills)')
  if ! install_kb_dashboard; then
    say 'no Python 3.12 here: the shapes of kb-dashboard-core are taken as they were recorded'
    chosen+=(--deselect test/board/test_shapes.py::test_the_record_is_what_the_package_gives)
  fi
  in_memory pytest_on_all_cores "${removed[@]}" "${chosen[@]}" test/board
}

# The page of a report, in Chromium. Its landings are small.
report_tests() { in_memory pytest -n "$(nproc)" --dist loadfile "${removed[@]}" test/report; }

# The deployed workflow, whole on this machine. The daily round does not wait for it.
workflow_tests() {
  local chosen=()
  [[ $sweep == quick ]] && chosen=(-k 'not whole')
  make_wheel >/dev/null
  pytest "${removed[@]}" "${chosen[@]}" test/end_to_end_tests
}

# Faults of the workflow, each of which its end-to-end test has to find.
workflow_plants() {
  local fault
  for fault in row trigger loading script code; do
    say "planted: $fault"
    "$python" test/end_to_end_tests/on_one_machine.py --plant "$fault" || continue
    stop "the end-to-end test does not find the planted fault: $fault"
  done
}

# The damage test over other files: each seed makes ten thousand new ones.
damage_seeds() {
  local seed
  for seed in {1..50}; do
    GTEST_OUTPUT="xml:$PWD/$report.xml" DAMAGE_SEED=$seed build/release/src/cut/damage_test >&2 || return
  done
}

# A thousand healthy landings, each of another form, packing, size and seed.
healthy_landings() {
  HEADGATE_LANDINGS=1000 in_memory pytest_on_all_cores "${removed[@]}" \
    test/end_to_end/test_verify.py -k healthy
}

run_tests() {
  export HEADGATE="$PWD/$headgate"
  local sweep=${1:-reduced} chosen=("${suites[@]}")
  case $sweep in
    quick | reduced) ;;
    full) chosen+=('damage, 50 seeds|300|damage_seeds' 'verify, 1000 landings|900|healthy_landings' 'planted in the workflow|1200|workflow_plants') ;;
    *) stop "test knows quick and full, not '$1'" ;;
  esac
  test_servers
  ci_player
  second_spark
  log_servers
  page_tools
  build
  run_suites "${chosen[@]}"
}

# Runs suites one after the other and adds up their reports. $sweep says how much, $headgate of which build.
run_suites() {
  rm -rf build/report
  mkdir -p build/report
  local suite name budget command report started status=0
  for suite; do
    IFS='|' read -r name budget command <<< "$suite"
    say "testing: $name"
    report=build/report/${name// /_}
    started=$SECONDS
    $command >&2 || status=$?
    echo "$name|$budget|$((SECONDS - started))|$status|$report" >> build/report/suites
    status=0
  done
  "$python" test/summary.py build/report/suites
}

# under_sanitizer PRESET FAULT WHAT SUITE...: builds with a sanitizer, sees that it finds the fault that is
# planted for it and calls it WHAT, and runs the suites.
under_sanitizer() {
  local preset=$1 fault=$2 what=$3 said
  shift 3
  export HEADGATE="$PWD/build/$preset/headgate"
  local headgate=build/$preset/headgate sweep=$preset
  test_servers
  build "$preset"
  said=$("build/$preset/test/sanitizers/planted_$fault" 2>&1) || true
  [[ $said == *"$what"* ]] || stop "the sanitizer does not find the planted $fault: $said"
  run_suites "$@"
}

sanitize() {
  export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
  export LSAN_OPTIONS=suppressions=$PWD/test/sanitizers/leak.supp:print_suppressions=0
  SCHEDULES=${SCHEDULES:-2000} under_sanitizer sanitize overflow 'heap-buffer-overflow' \
    'unit|3000|unit_tests' 'schedules|900|schedules' 'end to end|3600|end_to_end_tests'
}

# Without sweeps and schedules: each of their worlds is played on one thread, schedules by fibers whose stacks
# this sanitizer does not know. Arrow is compiled without it: its locks are seen, its atomic pointers are not,
# so that what it reads and writes through the C library would look like races.
race() {
  export TSAN_OPTIONS=ignore_noninstrumented_modules=1
  under_sanitizer race race 'data race' 'unit|3000|unit_tests' 'end to end|3600|end_to_end_tests'
}
