# SPDX-License-Identifier: Apache-2.0
# What variables refuse. In a workspace that there is, with a wheel:
#     TF_WORKSPACE=dev terraform test -var wheel=../../build/wheel/dist/headgate-....whl
mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }
  mock_resource "aws_glue_workflow" {
    defaults = { arn = "arn:aws:glue:eu-central-1:123456789012:workflow/mocked" }
  }
}

variables {
  account_id = "123456789012"
  region     = "eu-central-1"
}

run "defaults_are_taken" {
  command = plan
}

run "everything_is_taken" {
  command = plan
  variables {
    tags                         = { team = "data" }
    settings                     = { dirty_max = "20%", identification = { source_equals = "" } }
    source_bucket                = "our-events"
    source_prefix                = "2022/in"
    source_name                  = "shop"
    source_kms_key_arn           = "arn:aws:kms:eu-central-1:123456789012:key/1234"
    kms_key_arn                  = "arn:aws:kms:eu-central-1:123456789012:key/5678"
    start                        = "event"
    event_batch_size             = 1
    event_batch_window_seconds   = 60
    sweep                        = "cron(0 6 * * ? *)"
    replace_source_notifications = true
    glue_version                 = "6.0"
    worker_type                  = "G.2X"
    workers                      = 10
    timeout_minutes              = 120
    analysts                     = ["arn:aws:iam::123456789012:role/analysts"]
    investigators                = ["arn:aws:iam::123456789012:user/ann"]
    alarm_topics                 = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
    runbook                      = "https://example.org/runbook"
    silent_hours                 = 168
    oldest_pending_hours         = 0.5
    dirty_rate_max               = 0.01
    destroy_data                 = true
    role_path                    = "/data/headgate/"
    permissions_boundary         = "arn:aws:iam::123456789012:policy/bounds/data"
    logs_url                     = "https://search.example.com:9200/behind/a/proxy"
    logs_auth                    = "secret"
    logs_ca                      = "versions.tf"
    logs_network                 = { subnet = "subnet-0a", availability_zone = "eu-central-1a", security_groups = ["sg-0b"] }
  }
}

run "a_domain_is_taken" {
  command = plan
  variables {
    logs_domain = {
      subnets         = ["subnet-0a", "subnet-0b", "subnet-0c"]
      security_groups = ["sg-0d"]
      instance_type   = "r7g.large.search"
      instances       = 3
      volume_gb       = 20
      users           = ["arn:aws:iam::123456789012:role/analysts"]
    }
    logs_network = { subnet = "subnet-0a", availability_zone = "eu-central-1a", security_groups = ["sg-0b"] }
  }
}

run "it_applies" {
  command = apply
  variables {
    logs_domain  = { subnets = ["subnet-0a"], security_groups = ["sg-0d"] }
    logs_network = { subnet = "subnet-0a", availability_zone = "eu-central-1a", security_groups = ["sg-0b"] }
  }
  assert {
    condition     = output.workflow == "headgate-${output.environment}"
    error_message = "The workflow is ${output.workflow} in ${output.environment}."
  }
  assert {
    condition     = startswith(output.logs.url, "https://") && output.logs.index == "event_file_logs_${output.environment}"
    error_message = "Logs go to ${output.logs.url}, into ${output.logs.index}."
  }
}

# Each of these is refused, all of a run at once: a run takes a second or two.

run "refuses_1" {
  command = plan
  variables {
    account_id                 = "1234"
    region                     = "Frankfurt"
    wheel                      = "headgate.whl"
    scripts                    = "tests"
    contracts                  = "tests"
    catalogue                  = "versions.tf"
    settings                   = ["threads=4"]
    source_bucket              = "s3://our-events"
    source_prefix              = "/2022"
    source_name                = "our source"
    source_kms_key_arn         = "alias/ours"
    kms_key_arn                = "arn:aws:kms:eu-central-1:123456789012:alias/ours"
    start                      = "hourly"
    schedule                   = "0 * * * *"
    event_batch_size           = 101
    event_batch_window_seconds = 901
    sweep                      = "hourly"
    glue_version               = "4.0"
    worker_type                = "G.025X"
    workers                    = 1
    timeout_minutes            = 1
    analysts                   = ["*"]
    investigators              = ["ann"]
    alarm_topics               = ["ops@example.org"]
    runbook                    = "https://example.org/"
    silent_hours               = 169
    oldest_pending_hours       = 0
    dirty_rate_max             = 20
    logs_url                   = "search.example.com:9200"
    logs_auth                  = "basic"
    role_path                  = "data"
    permissions_boundary       = "arn:aws:iam::123456789012:role/data"
    logs_ca                    = "missing.pem"
    logs_network               = { subnet = "10.0.0.0/24", availability_zone = "eu-central-1a", security_groups = ["sg-0b"] }
    logs_domain                = { subnets = ["subnet-0a", "subnet-0b"], security_groups = ["sg-0d"], instances = 1 }
  }
  expect_failures = [
    var.account_id,
    var.region,
    var.wheel,
    var.scripts,
    var.contracts,
    var.catalogue,
    var.settings,
    var.source_bucket,
    var.source_prefix,
    var.source_name,
    var.source_kms_key_arn,
    var.kms_key_arn,
    var.start,
    var.schedule,
    var.event_batch_size,
    var.event_batch_window_seconds,
    var.sweep,
    var.glue_version,
    var.worker_type,
    var.workers,
    var.timeout_minutes,
    var.analysts,
    var.investigators,
    var.alarm_topics,
    var.runbook,
    var.silent_hours,
    var.oldest_pending_hours,
    var.dirty_rate_max,
    var.logs_url,
    var.logs_auth,
    var.logs_ca,
    var.logs_network,
    var.logs_domain,
    var.role_path,
    var.permissions_boundary,
  ]
}

run "refuses_2" {
  command = plan
  variables {
    wheel            = "missing/headgate-1.0.0-py3-none-manylinux_2_34_x86_64.whl"
    source_bucket    = "our-events/2022"
    source_prefix    = "2022/"
    event_batch_size = 1.5
    silent_hours     = -1
    analysts         = ["arn:aws:iam::123456789012:role/*"]
    logs_url         = "https://loader:sesame@search.example.com"
    logs_network     = { subnet = "subnet-0a", availability_zone = "eu-central-1", security_groups = ["sg-0b"] }
    logs_domain      = { subnets = ["subnet-0a"], security_groups = ["sg-0d"], users = ["*"] }
  }
  expect_failures = [
    var.wheel,
    var.source_bucket,
    var.source_prefix,
    var.event_batch_size,
    var.silent_hours,
    var.analysts,
    var.logs_url,
    var.logs_network,
    var.logs_domain,
  ]
}

run "refuses_3" {
  command = plan
  variables {
    source_prefix = "20*"
  }
  expect_failures = [
    var.source_prefix,
  ]
}
