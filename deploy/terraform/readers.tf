# SPDX-License-Identifier: Apache-2.0
# The two roles that people take on: an analyst sees the tables, an investigator the raw events, too. Each asks Athena in a
# workgroup of its own, whose answers the other role cannot read.
locals {
  athena = "arn:${data.aws_partition.here.partition}:athena:${var.region}:${var.account_id}"

  # The log of a landing names objects, files and counts, and holds nothing of an event: the Python package needs it to read
  # the tables as of a commit.
  log_objects = ["landing.json", "commits/*", "applied/*", "manifests/*", "staging/*/manifests/*"]

  readers = {
    analyst = {
      principals = var.analysts
      listed     = ["data/clean_parquet/*", "_headgate/commits/*", "_headgate/applied/*"]
      objects = concat(
        ["${local.landing_arn}/data/clean_parquet/*", "${local.landing_arn}/_headgate/retired/*/data/clean_parquet/*"],
        [for name in local.log_objects : "${local.landing_arn}/_headgate/${name}"],
      )
      has_source = false
      kms_keys   = compact([var.kms_key_arn])
    }
    investigator = {
      principals = var.investigators
      listed     = ["*"]
      objects    = ["${local.landing_arn}/data/*", "${local.landing_arn}/_headgate/*"]
      has_source = true
      kms_keys   = local.kms_keys
    }
  }
}

data "aws_iam_policy_document" "reader_trust" {
  for_each = local.readers

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = length(each.value.principals) > 0 ? each.value.principals : [local.account_root]
    }
  }
}

resource "aws_iam_role" "reader" {
  for_each = local.readers

  name                 = "${local.name}-${each.key}"
  description          = "Reads ${each.key == "analyst" ? "the tables" : "tables and raw events"} of ${local.name}"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.reader_trust[each.key].json
  tags                 = local.tags
}

data "aws_iam_policy_document" "reader" {
  for_each = local.readers

  statement {
    sid       = "ListLanding"
    actions   = ["s3:ListBucket"]
    resources = [local.landing_arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = each.value.listed
    }
  }

  statement {
    sid       = "ReadLanding"
    actions   = ["s3:GetObject"]
    resources = each.value.objects
  }

  dynamic "statement" {
    for_each = each.value.has_source ? [1] : []
    content {
      sid       = "ListSource"
      actions   = ["s3:ListBucket"]
      resources = [local.source_arn]
      condition {
        test     = "StringLike"
        variable = "s3:prefix"
        values   = local.source_listed
      }
    }
  }

  dynamic "statement" {
    for_each = each.value.has_source ? [1] : []
    content {
      sid       = "ReadSource"
      actions   = ["s3:GetObject"]
      resources = [local.source_objects_arn]
    }
  }

  # Athena looks for the database `default` at each question, whatever it is about; its tables stay closed.
  statement {
    sid = "ReadCatalogue"
    actions = [
      "glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartition",
      "glue:GetPartitions", "glue:BatchGetPartition",
    ]
    resources = [
      "${local.glue}:catalog", "${local.glue}:database/default", "${local.glue}:database/${local.database}",
      "${local.glue}:table/${local.database}/*",
    ]
  }

  statement {
    sid = "AskAthena"
    actions = [
      "athena:GetWorkGroup", "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution",
      "athena:BatchGetQueryExecution", "athena:GetQueryResults", "athena:ListQueryExecutions",
    ]
    resources = ["${local.athena}:workgroup/${local.name}-${each.key}"]
  }

  # What the console lists before anybody can ask. The first two know no resource; what stands in the catalogue, Glue is
  # asked for, by the statement above.
  statement {
    sid       = "ListAthena"
    actions   = ["athena:ListWorkGroups", "athena:ListDataCatalogs"]
    resources = ["*"]
  }

  statement {
    sid = "BrowseAthena"
    actions = [
      "athena:GetDataCatalog", "athena:GetDatabase", "athena:ListDatabases", "athena:GetTableMetadata",
      "athena:ListTableMetadata",
    ]
    resources = ["${local.athena}:datacatalog/AwsDataCatalog"]
  }

  # Athena looks for the region of each bucket that a query touches.
  statement {
    sid       = "FindBuckets"
    actions   = ["s3:GetBucketLocation"]
    resources = [local.landing_arn, "${local.s3}${local.results_bucket}"]
  }

  statement {
    sid       = "ListAnswers"
    actions   = ["s3:ListBucket"]
    resources = ["${local.s3}${local.results_bucket}"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${each.key}/*"]
    }
  }

  statement {
    sid       = "KeepAnswers"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${local.s3}${local.results_bucket}/${each.key}/*"]
  }

  dynamic "statement" {
    for_each = length(each.value.kms_keys) > 0 ? [1] : []
    content {
      sid       = "Decrypt"
      actions   = ["kms:Decrypt"]
      resources = each.value.kms_keys
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [1]
    content {
      sid       = "EncryptAnswers"
      actions   = ["kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    }
  }
}

resource "aws_iam_role_policy" "reader" {
  for_each = local.readers

  name   = "read"
  role   = aws_iam_role.reader[each.key].name
  policy = data.aws_iam_policy_document.reader[each.key].json
}

resource "aws_athena_workgroup" "reader" {
  for_each = local.readers

  name          = "${local.name}-${each.key}"
  description   = "Questions of the role ${local.name}-${each.key}"
  force_destroy = true
  tags          = local.tags

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    result_configuration {
      output_location = "s3://${aws_s3_bucket.made["results"].bucket}/${each.key}/"
      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}
