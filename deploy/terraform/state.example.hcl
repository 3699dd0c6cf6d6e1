# Where the state lies: copy this file, put your names in, and `terraform init -backend-config=state.hcl`.
# Each workspace has a state of its own in the bucket: env:/<workspace>/headgate/terraform.tfstate.
bucket = "example-terraform-state"
region = "eu-central-1"

# Locks the state by an object beside it, so that two at once do not apply. Terraform 1.10 or later.
use_lockfile = true
