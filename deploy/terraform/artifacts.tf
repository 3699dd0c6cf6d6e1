# SPDX-License-Identifier: Apache-2.0
# What the jobs run: their scripts, the wheel with the engine, the contracts, the settings. A changed file is a changed
# object (source_hash); an ETag says nothing of the content once a bucket is encrypted by KMS. They are put into a bucket
# that is encrypted and has versions already: what was put before has neither, and an object without a version outlives
# its removal as one behind a marker, so that the bucket could not be destroyed.
locals {
  scripts   = coalesce(var.scripts, "${path.module}/../glue")
  contracts = coalesce(var.contracts, "${path.module}/../../contracts")

  # What the engine reads of such a folder: contracts right in it, and what they refer to below schemas/.
  contract_files = setunion(
    fileset(local.contracts, "*.yaml"),
    fileset(local.contracts, "schemas/**/*.{yaml,yml,json}"),
  )

  artifacts = "s3://${local.artifact_bucket}"
  wheel_key = basename(var.wheel)
}

resource "aws_s3_object" "script" {
  for_each = fileset(local.scripts, "*.py")

  bucket      = aws_s3_bucket_versioning.artifacts.bucket
  key         = "scripts/${each.value}"
  source      = "${local.scripts}/${each.value}"
  source_hash = filemd5("${local.scripts}/${each.value}")
  tags        = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.made]
}

resource "aws_s3_object" "contract" {
  for_each = local.contract_files

  bucket      = aws_s3_bucket_versioning.artifacts.bucket
  key         = "contracts/${each.value}"
  source      = "${local.contracts}/${each.value}"
  source_hash = filemd5("${local.contracts}/${each.value}")
  tags        = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.made]
}

resource "aws_s3_object" "wheel" {
  bucket      = aws_s3_bucket_versioning.artifacts.bucket
  key         = local.wheel_key
  source      = var.wheel
  source_hash = filemd5(var.wheel)
  tags        = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.made]
}

resource "aws_s3_object" "settings" {
  bucket  = aws_s3_bucket_versioning.artifacts.bucket
  key     = "headgate.yaml"
  content = yamlencode(var.settings)
  tags    = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.made]
}
