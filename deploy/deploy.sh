#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# deploy.sh WORKSPACE [plan|apply|check|destroy]: Terraform for one workspace; `./dev deploy` calls it. Terraform shows what it
# would change and asks, but for CI. check, of e2e-test: runs its workflow over event files, and compares the tables.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() { printf 'deploy: %s\n' "$*" >&2; exit 1; }

workspace=${1:-} action=${2:-plan}
case $workspace in
  dev | prod | e2e-test) ;;
  *) stop "there are the workspaces dev, prod and e2e-test, not '$workspace'" ;;
esac
case $action in
  plan | apply) ;;
  check | destroy) [[ $workspace == e2e-test ]] || stop "$action is for e2e-test alone, not for $workspace" ;;
  *) stop "it knows plan, apply, check and destroy, not '$action'" ;;
esac
command -v terraform >/dev/null || stop 'no terraform was found: install 1.10 or later'

compgen -G 'build/wheel/dist/headgate-*.whl' >/dev/null || ./dev wheel
wheels=(build/wheel/dist/headgate-*.whl)
export TF_VAR_wheel=$PWD/${wheels[0]} TF_IN_AUTOMATION=1
# Where there is no such file, TF_CLI_ARGS_init says where the state lies.
backend=() approve=()
[[ -f deploy/terraform/state.hcl ]] && backend=(-backend-config=state.hcl)
[[ ${CI:-} == true ]] && approve=(-auto-approve)

terraform() { command terraform -chdir=deploy/terraform "$@"; }
terraform init -input=false -reconfigure "${backend[@]}" >&2
terraform workspace select -or-create "$workspace" >&2
case $action in
  plan) terraform plan -input=false ;;
  check)
    ./dev setup
    terraform output -json > build/outputs.json
    .venv/bin/python test/end_to_end_tests/run_e2e_test.py --outputs build/outputs.json
    ;;
  *) terraform "$action" "${approve[@]}" ;;
esac
