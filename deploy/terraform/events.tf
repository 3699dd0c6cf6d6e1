# SPDX-License-Identifier: Apache-2.0
# For start = event: new objects of the source, and the clock besides. Glue does not promise that an event arrives, and one
# that comes while a run is at work starts none: what they leave pending the sweep takes.
locals {
  by_event = var.start == "event" ? 1 : 0

  # Our own bucket has no notifications that could be lost; a foreign one may.
  tells_eventbridge = var.start == "event" && (local.makes_source || local.is_e2e_test || var.replace_source_notifications)
}

resource "aws_s3_bucket_notification" "source" {
  count = local.tells_eventbridge ? 1 : 0

  bucket      = local.source_bucket
  eventbridge = true

  depends_on = [aws_s3_bucket.made]
}

resource "aws_cloudwatch_event_rule" "created" {
  count = local.by_event

  name        = "${local.name}-created"
  description = "New objects of ${local.source}"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = merge(
      { bucket = { name = [local.source_bucket] } },
      local.source_prefix == "" ? {} : { object = { key = [{ prefix = "${local.source_prefix}/" }] } },
    )
  })
  tags = local.tags
}

resource "aws_cloudwatch_event_rule" "sweep" {
  count = local.by_event

  name                = "${local.name}-sweep"
  description         = "What no event told of"
  schedule_expression = var.sweep
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "workflow" {
  for_each = local.by_event == 0 ? {} : {
    created = aws_cloudwatch_event_rule.created[0].name
    sweep   = aws_cloudwatch_event_rule.sweep[0].name
  }

  rule      = each.value
  target_id = "workflow"
  arn       = aws_glue_workflow.headgate.arn
  role_arn  = aws_iam_role.events[0].arn
}
