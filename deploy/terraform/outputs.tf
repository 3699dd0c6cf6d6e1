# SPDX-License-Identifier: Apache-2.0
output "environment" {
  description = "The workspace that this is."
  value       = terraform_data.environment.output
}

output "source" {
  description = "Where event files are read from."
  value       = local.source
}

output "landing" {
  description = "Where everything is written to."
  value       = local.landing
}

output "artifacts" {
  description = "What the jobs run."
  value       = local.artifacts
}

output "buckets" {
  description = "The buckets that were made, by purpose."
  value       = { for purpose, bucket in aws_s3_bucket.made : purpose => bucket.bucket }
}

output "workflow" {
  description = "The workflow; `aws glue start-workflow-run --name` starts a run of it."
  value       = aws_glue_workflow.headgate.name
}

output "jobs" {
  description = "The jobs, by what they do."
  value = merge(
    {
      process     = aws_glue_job.process.name
      mark_failed = aws_glue_job.mark_failed.name
      reprocess   = aws_glue_job.reprocess.name
    },
    { for job in aws_glue_job.load_logs : "load_logs" => job.name },
  )
}

output "logs" {
  description = "Where logs are loaded, and the secret that says how; null without a log server."
  value = local.loads_logs ? {
    url    = local.logs_url
    index  = local.logs_index
    secret = one(aws_secretsmanager_secret.logs[*].name)
  } : null
}

output "database" {
  description = "The database of the Glue catalogue."
  value       = aws_glue_catalog_database.events.name
}

output "roles" {
  description = "The roles, by who takes them on."
  value       = merge({ loader = aws_iam_role.loader.arn }, { for who, role in aws_iam_role.reader : who => role.arn })
}

output "workgroups" {
  description = "The workgroups of Athena, by role."
  value       = { for who, group in aws_athena_workgroup.reader : who => group.name }
}

output "alarms" {
  description = "The alarms."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.bound : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.dirty_rate.alarm_name],
  ))
}

output "source_tells_eventbridge" {
  description = "For start = event: false says that somebody has to switch EventBridge on in the source bucket."
  value       = var.start == "event" ? local.tells_eventbridge : null
}
