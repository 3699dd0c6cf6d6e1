# SPDX-License-Identifier: Apache-2.0
# start -> process; where that fails, failed -> mark-failed; else load-logs, where there is a log server (logs.tf;
# docs/decisions/0007-the-workflow.md).
locals {
  # Glue adds --WORKFLOW_NAME, --WORKFLOW_RUN_ID and --JOB_RUN_ID. The engine is in the wheel, and nothing is downloaded
  # while a job starts.
  arguments = {
    "--source"                           = local.source
    "--landing"                          = local.landing
    "--contracts"                        = "${local.artifacts}/contracts/"
    "--config"                           = "${local.artifacts}/${aws_s3_object.settings.key}"
    "--environment"                      = terraform.workspace
    "--database"                         = local.database
    "--source-name"                      = var.source_name
    "--additional-python-modules"        = "${local.artifacts}/${aws_s3_object.wheel.key}"
    "--python-modules-installer-option"  = "--no-deps --no-index"
    "--job-language"                     = "python"
    "--enable-metrics"                   = "true"
    "--enable-continuous-cloudwatch-log" = "true"
  }
}

# One run at a time: others would be safe, and stage the same objects for nothing.
resource "aws_glue_workflow" "headgate" {
  name                   = local.name
  description            = "Event files of ${local.source} become tables in ${local.landing}"
  max_concurrent_runs    = 1
  default_run_properties = { run_state = "STARTED" }
  tags                   = local.tags
}

resource "aws_glue_job" "process" {
  #checkov:skip=CKV_AWS_195: such a configuration is for what Spark writes, which is nothing; the engine writes as the bucket is encrypted
  name              = "${local.name}-process"
  description       = "Plans, judges, commits and publishes what is new, chunk by chunk"
  role_arn          = aws_iam_role.loader.arn
  glue_version      = var.glue_version
  worker_type       = local.worker_type
  number_of_workers = local.workers
  timeout           = local.timeout_minutes
  execution_class   = "STANDARD"
  default_arguments = local.arguments
  tags              = local.tags

  # What a run leaves, the next one takes up; a second try of this one would hide the failure from the alarm.
  max_retries = 0

  command {
    name            = "glueetl"
    script_location = "${local.artifacts}/${aws_s3_object.script["process.py"].key}"
    python_version  = "3"
  }

  execution_property {
    max_concurrent_runs = 1
  }

  # A job that starts before its role may do anything fails.
  depends_on = [aws_iam_role_policy.loader]
}

resource "aws_glue_job" "mark_failed" {
  #checkov:skip=CKV_AWS_195: as of the first job
  name              = "${local.name}-mark-failed"
  description       = "Says that a run failed, and ends its lease; or that its logs are not loaded"
  role_arn          = aws_iam_role.loader.arn
  glue_version      = var.glue_version
  worker_type       = "G.1X"
  number_of_workers = 2
  timeout           = 15
  execution_class   = "STANDARD"
  default_arguments = local.arguments
  max_retries       = 0
  tags              = local.tags

  command {
    name            = "glueetl"
    script_location = "${local.artifacts}/${aws_s3_object.script["mark_failed.py"].key}"
    python_version  = "3"
  }

  execution_property {
    max_concurrent_runs = 1
  }

  depends_on = [aws_iam_role_policy.loader]
}

# No part of the workflow: it is started by hand, after a contract changed.
resource "aws_glue_job" "reprocess" {
  #checkov:skip=CKV_AWS_195: as of the first job
  name              = "${local.name}-reprocess"
  description       = "Judges again what the landing holds, under the contracts that are deployed"
  role_arn          = aws_iam_role.loader.arn
  glue_version      = var.glue_version
  worker_type       = local.worker_type
  number_of_workers = 2
  timeout           = local.timeout_minutes
  execution_class   = "STANDARD"
  default_arguments = local.arguments
  max_retries       = 0
  tags              = local.tags

  command {
    name            = "glueetl"
    script_location = "${local.artifacts}/${aws_s3_object.script["reprocess.py"].key}"
    python_version  = "3"
  }

  execution_property {
    max_concurrent_runs = 1
  }

  depends_on = [aws_iam_role_policy.loader]
}

resource "aws_glue_trigger" "start" {
  name          = "${local.name}-start"
  description   = "Starts a run: ${var.start}"
  type          = upper(var.start == "schedule" ? "scheduled" : var.start)
  workflow_name = aws_glue_workflow.headgate.name
  schedule      = var.start == "schedule" ? var.schedule : null
  tags          = local.tags

  # `enabled` starts an ON_DEMAND trigger as soon as it is made, and AWS refuses it of one of type EVENT.
  enabled = var.start == "schedule"

  actions {
    job_name = aws_glue_job.process.name
  }

  dynamic "event_batching_condition" {
    for_each = var.start == "event" ? [1] : []
    content {
      batch_size   = var.event_batch_size
      batch_window = var.event_batch_window_seconds
    }
  }
}

resource "aws_glue_trigger" "failed" {
  name          = "${local.name}-failed"
  description   = "Marks a run that failed, was stopped or took too long"
  type          = "CONDITIONAL"
  workflow_name = aws_glue_workflow.headgate.name
  enabled       = true
  tags          = local.tags

  predicate {
    logical = "ANY"
    dynamic "conditions" {
      for_each = ["FAILED", "STOPPED", "TIMEOUT"]
      content {
        job_name = aws_glue_job.process.name
        state    = conditions.value
      }
    }
  }

  actions {
    job_name = aws_glue_job.mark_failed.name
  }
}
