# SPDX-License-Identifier: Apache-2.0
# The buckets. Names follow from workspace, account and region, so that no two of the world are the same.
locals {
  bucket_name = {
    for purpose in ["landing", "source", "artifacts", "results"] :
    purpose => "${local.name}-${purpose}-${var.account_id}-${var.region}"
  }

  # e2e-test reads data/raw/ of its own landing: the one place inside a landing where a source may lie.
  is_e2e_test     = terraform.workspace == "e2e-test"
  makes_source    = !local.is_e2e_test && var.source_bucket == null
  landing_bucket  = local.bucket_name.landing
  artifact_bucket = local.bucket_name.artifacts
  results_bucket  = local.bucket_name.results
  source_bucket   = local.is_e2e_test ? local.landing_bucket : coalesce(var.source_bucket, local.bucket_name.source)
  source_prefix   = local.is_e2e_test ? "data/raw" : var.source_prefix

  landing = "s3://${local.landing_bucket}"
  source  = join("/", compact(["s3://${local.source_bucket}", local.source_prefix]))

  buckets = {
    for purpose, name in local.bucket_name : purpose => name if purpose != "source" || local.makes_source
  }

  s3 = "arn:${data.aws_partition.here.partition}:s3:::"
}

resource "aws_s3_bucket" "made" {
  #checkov:skip=CKV_AWS_18: who reads a bucket is asked of CloudTrail, whose data events an account has in one place
  #checkov:skip=CKV_AWS_21: versions of a landing would store each staged file twice; what a rewrite replaces is kept in _headgate/retired; the artifacts have versions
  #checkov:skip=CKV_AWS_144: a second region costs as much as the first, and is the owner's to decide
  for_each = local.buckets

  bucket = each.value
  # What was uploaded for the jobs and what Athena answered can be made again.
  force_destroy = local.destroy_data || contains(["artifacts", "results"], each.key)
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "made" {
  for_each = aws_s3_bucket.made

  bucket                  = each.value.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "made" {
  for_each = aws_s3_bucket.made

  bucket = each.value.bucket
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "made" {
  for_each = aws_s3_bucket.made

  bucket = each.value.bucket
  rule {
    # With a key of KMS each request would ask for one of its own: a bucket key saves most of that.
    bucket_key_enabled = var.kms_key_arn != null
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

data "aws_iam_policy_document" "tls_only" {
  for_each = local.buckets

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["${local.s3}${each.value}", "${local.s3}${each.value}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "made" {
  for_each = aws_s3_bucket.made

  bucket = each.value.bucket
  policy = data.aws_iam_policy_document.tls_only[each.key].json

  # S3 refuses two changes of one bucket at once.
  depends_on = [aws_s3_bucket_public_access_block.made]
}

# A landing keeps what it retires by itself, and versions would store each staged file twice. What is uploaded
# for the jobs is kept: an older wheel is one copy away.
resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.made["artifacts"].bucket
  versioning_configuration {
    status = "Enabled"
  }
}

# Nothing of a landing or a source expires: `verify` misses each file that is gone, and a ledger that lost its commits
# takes everything twice. Only uploads that nobody finished are given up, and answers to old questions.
resource "aws_s3_bucket_lifecycle_configuration" "made" {
  for_each = aws_s3_bucket.made

  bucket = each.value.bucket

  rule {
    id     = "abort-uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = each.key == "results" ? [1] : []
    content {
      id     = "forget-answers"
      status = "Enabled"
      filter {}
      expiration {
        days = 7
      }
    }
  }

  dynamic "rule" {
    for_each = each.key == "artifacts" ? [1] : []
    content {
      id     = "forget-replaced"
      status = "Enabled"
      filter {}
      noncurrent_version_expiration {
        noncurrent_days = 90
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.artifacts]
}
