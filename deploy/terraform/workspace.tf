# SPDX-License-Identifier: Apache-2.0
# A workspace is an environment. What differs between them stands here, and nowhere else.
locals {
  sizes = {
    dev = {
      worker_type     = "G.1X"
      workers         = 2
      timeout_minutes = 60
      destroy_data    = false
    }
    prod = {
      worker_type     = "G.1X"
      workers         = 5
      timeout_minutes = 480
      destroy_data    = false
    }
    e2e-test = {
      worker_type     = "G.1X"
      workers         = 2
      timeout_minutes = 30
      destroy_data    = true
    }
  }

  # Of a workspace that is refused nothing is made; until then the rest of the plan needs a size.
  size = lookup(local.sizes, terraform.workspace, local.sizes.dev)

  worker_type     = coalesce(var.worker_type, local.size.worker_type)
  workers         = coalesce(var.workers, local.size.workers)
  timeout_minutes = coalesce(var.timeout_minutes, local.size.timeout_minutes)
  destroy_data    = coalesce(var.destroy_data, local.size.destroy_data)

  name = "headgate-${terraform.workspace}"
  tags = merge(var.tags, { project = "headgate", environment = terraform.workspace })
}

# What no variable can say alone. A resource, since an output is looked at by `terraform validate`, too, which knows no
# workspace but the one that is selected.
resource "terraform_data" "environment" {
  input = terraform.workspace

  lifecycle {
    precondition {
      condition     = contains(keys(local.sizes), terraform.workspace)
      error_message = "There is no environment ${terraform.workspace}: terraform workspace select dev, prod or e2e-test."
    }

    precondition {
      condition     = !local.is_e2e_test || (var.source_bucket == null && var.source_prefix == "")
      error_message = "e2e-test reads data/raw/ of its own landing bucket: leave source_bucket and source_prefix out."
    }

    precondition {
      condition     = !contains([local.bucket_name.landing, local.bucket_name.artifacts, local.bucket_name.results], coalesce(var.source_bucket, "none"))
      error_message = "source_bucket is a bucket that is made here: a landing inside its source would read what it writes."
    }

    precondition {
      condition     = var.logs_url == null || var.logs_domain == null
      error_message = "Logs go to one place: logs_url, or the logs_domain that is made."
    }

    precondition {
      condition     = var.logs_domain == null || var.logs_network != null
      error_message = "logs_domain lies in a VPC: logs_network says where the job that loads logs reaches it from."
    }

    precondition {
      condition     = local.is_e2e_test || !startswith(coalesce(var.logs_url, "none"), "http://")
      error_message = "logs_url begins with https://: only e2e-test, whose events are made up, may do without."
    }

    precondition {
      condition     = !can(var.settings["logs.url"]) && !can(var.settings["logs"]["url"])
      error_message = "Logs are loaded by a job of its own: name the server by logs_url, not in settings."
    }

    precondition {
      condition     = alltrue([for name in values(local.buckets) : length(name) <= 63])
      error_message = "A name of a bucket has 63 characters at most: ${join(", ", values(local.buckets))}."
    }
  }
}
