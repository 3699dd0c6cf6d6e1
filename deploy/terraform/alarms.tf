# SPDX-License-Identifier: Apache-2.0
# What somebody has to hear of. The jobs put the metrics; each alarm has its page in docs/runbook, under its own name.
locals {
  # One metric against one bound.
  alarms = merge(
    {
      failed = {
        says      = "A run failed, was stopped or took too long"
        metric    = "run_failed"
        statistic = "Sum"
        is        = "GreaterThanOrEqualToThreshold"
        bound     = 1
        period    = 300
        periods   = 1
        missing   = "notBreaching"
      }
      oldest_pending = {
        says      = "An object that the last run skipped is older than ${var.oldest_pending_hours} hours"
        metric    = "oldest_pending_seconds"
        statistic = "Maximum"
        is        = "GreaterThanThreshold"
        bound     = var.oldest_pending_hours * 3600
        period    = 300
        periods   = 1
        # Between two runs nothing is known that is newer.
        missing = "ignore"
      }
      publish_pending = {
        says      = "A run committed, and did not publish to the end"
        metric    = "publish_pending"
        statistic = "Maximum"
        is        = "GreaterThanOrEqualToThreshold"
        bound     = 1
        period    = 300
        periods   = 1
        missing   = "ignore"
      }
    },
    local.loads_logs ? {
      logs_pending = {
        says      = "Logs of what is committed are not loaded"
        metric    = "logs_pending"
        statistic = "Maximum"
        is        = "GreaterThanOrEqualToThreshold"
        bound     = 1
        period    = 300
        periods   = 1
        missing   = "ignore"
      }
      # Each loading counts its own: what it kept as dead letters, the next one does not send again.
      logs_refused = {
        says      = "The log server refused documents for ever"
        metric    = "logs_refused"
        statistic = "Sum"
        is        = "GreaterThanOrEqualToThreshold"
        bound     = 1
        period    = 300
        periods   = 1
        missing   = "notBreaching"
      }
    } : {},
    # By hand is no rhythm that could be missed. In periods of an hour CloudWatch looks back seven days.
    var.start == "on_demand" || var.silent_hours == 0 ? {} : {
      silent = {
        says      = "No run was completed for ${var.silent_hours} hours"
        metric    = "run_completed"
        statistic = "Sum"
        is        = "LessThanThreshold"
        bound     = 1
        period    = 3600
        periods   = var.silent_hours
        missing   = "breaching"
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "bound" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.says}. What to do: ${var.runbook}/${each.key}.md"
  namespace           = "Headgate"
  metric_name         = each.value.metric
  dimensions          = { environment = terraform.workspace }
  statistic           = each.value.statistic
  comparison_operator = each.value.is
  threshold           = each.value.bound
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
  tags                = local.tags
}

# A share of two metrics, over an hour: one small file of bad events among many good ones is nobody's night.
resource "aws_cloudwatch_metric_alarm" "dirty_rate" {
  alarm_name          = "${local.name}-dirty_rate"
  alarm_description   = "More than ${var.dirty_rate_max * 100} % of an hour's events were dirty. What to do: ${var.runbook}/dirty_rate.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.dirty_rate_max
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
  tags                = local.tags

  metric_query {
    id          = "rate"
    expression  = "IF(clean + dirty > 0, dirty / (clean + dirty), 0)"
    label       = "dirty share of all events"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = ["clean", "dirty"]
    content {
      id = metric_query.value
      metric {
        namespace   = "Headgate"
        metric_name = metric_query.value
        dimensions  = { environment = terraform.workspace }
        stat        = "Sum"
        period      = 3600
      }
    }
  }
}
