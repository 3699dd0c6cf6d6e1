# SPDX-License-Identifier: Apache-2.0
# Who may do what; docs/aws.md has it as a table, which a test holds against these statements. All ARNs are made of names,
# so that a plan shows each statement whole.
locals {
  glue = "arn:${data.aws_partition.here.partition}:glue:${var.region}:${var.account_id}"
  logs = "arn:${data.aws_partition.here.partition}:logs:${var.region}:${var.account_id}"

  workflow_arn = "${local.glue}:workflow/${local.name}"
  account_root = "arn:${data.aws_partition.here.partition}:iam::${var.account_id}:root"
  loader_arn   = "arn:${data.aws_partition.here.partition}:iam::${var.account_id}:role${var.role_path}${local.name}-loader"

  landing_arn   = "${local.s3}${local.landing_bucket}"
  artifacts_arn = "${local.s3}${local.artifact_bucket}"
  source_arn    = "${local.s3}${local.source_bucket}"

  # The objects of the source, and what a listing of them may begin with.
  source_objects_arn = join("/", compact([local.source_arn, local.source_prefix, "*"]))
  source_listed      = local.source_prefix == "" ? ["*"] : [local.source_prefix, "${local.source_prefix}/*"]

  # What Headgate writes. data/raw/, where a source may lie, is not among it.
  written = ["data/clean_json", "data/dirty_json", "data/clean_parquet", "data/profiling_logs", "data/wrapper_json", "_headgate"]

  kms_keys = compact([var.kms_key_arn, var.source_kms_key_arn])
}

# loader: the jobs.

data "aws_iam_policy_document" "loader_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["glue.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role" "loader" {
  name                 = "${local.name}-loader"
  description          = "The jobs of ${local.name}: reads the source, writes the landing"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.loader_trust.json
  tags                 = local.tags
}

data "aws_iam_policy_document" "loader" {
  statement {
    sid       = "ListSource"
    actions   = ["s3:ListBucket"]
    resources = [local.source_arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = local.source_listed
    }
  }

  statement {
    sid       = "ReadSource"
    actions   = ["s3:GetObject"]
    resources = [local.source_objects_arn]
  }

  statement {
    sid       = "ListLanding"
    actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [local.landing_arn]
  }

  statement {
    sid       = "WriteLanding"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = [for folder in local.written : "${local.landing_arn}/${folder}/*"]
  }

  statement {
    sid       = "ListArtifacts"
    actions   = ["s3:ListBucket"]
    resources = [local.artifacts_arn]
  }

  statement {
    sid       = "ReadArtifacts"
    actions   = ["s3:GetObject"]
    resources = ["${local.artifacts_arn}/*"]
  }

  statement {
    sid     = "RegisterPartitions"
    actions = ["glue:GetTable", "glue:BatchCreatePartition", "glue:BatchGetPartition", "glue:BatchUpdatePartition"]
    resources = concat(
      ["${local.glue}:catalog", "${local.glue}:database/${local.database}"],
      [for table in keys(local.event_tables) : "${local.glue}:table/${local.database}/${table}"],
    )
  }

  statement {
    sid       = "TellTheWorkflow"
    actions   = ["glue:GetWorkflowRunProperties", "glue:PutWorkflowRunProperties"]
    resources = [local.workflow_arn]
  }

  # CloudWatch knows no resources of metrics: the namespaces bound it, Headgate's own and that of --enable-metrics.
  statement {
    sid       = "PutMetrics"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["Headgate", "Glue"]
    }
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.logs}:log-group:/aws-glue/jobs/*"]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [1]
    content {
      sid       = "Encrypt"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    }
  }

  dynamic "statement" {
    for_each = var.source_kms_key_arn == null ? [] : [1]
    content {
      sid       = "DecryptSource"
      actions   = ["kms:Decrypt"]
      resources = [var.source_kms_key_arn]
    }
  }
}

resource "aws_iam_role_policy" "loader" {
  name   = "load"
  role   = aws_iam_role.loader.name
  policy = data.aws_iam_policy_document.loader.json
}

# events: EventBridge, on behalf of the workflow.

data "aws_iam_policy_document" "events_trust" {
  count = var.start == "event" ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role" "events" {
  count = var.start == "event" ? 1 : 0

  name                 = "${local.name}-events"
  description          = "EventBridge: tells the workflow ${local.name} of new objects"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.events_trust[0].json
  tags                 = local.tags
}

data "aws_iam_policy_document" "events" {
  count = var.start == "event" ? 1 : 0

  statement {
    sid       = "NotifyWorkflow"
    actions   = ["glue:notifyEvent"]
    resources = [local.workflow_arn]
  }
}

resource "aws_iam_role_policy" "events" {
  count = var.start == "event" ? 1 : 0

  name   = "notify"
  role   = aws_iam_role.events[0].name
  policy = data.aws_iam_policy_document.events[0].json
}
