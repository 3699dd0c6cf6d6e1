# SPDX-License-Identifier: Apache-2.0
# Where a log server is named or made: process SUCCEEDED -> load-logs, and what that job needs: a secret, a way into a VPC,
# rights (docs/aws.md#logs). Where neither is, nothing of this file is made.
locals {
  makes_domain = var.logs_domain != null
  loads_logs   = var.logs_url != null || local.makes_domain

  logs_auth  = local.makes_domain ? "aws" : var.logs_auth
  logs_index = "event_file_logs_${terraform.workspace}"
  logs_url   = local.makes_domain ? one([for domain in aws_opensearch_domain.logs : "https://${domain.endpoint}"]) : var.logs_url

  keeps_secret   = local.loads_logs && local.logs_auth == "secret"
  has_connection = local.loads_logs && var.logs_network != null

  # Secrets Manager puts six characters of its own behind a name.
  secret_arn = "arn:${data.aws_partition.here.partition}:secretsmanager:${var.region}:${var.account_id}:secret:${local.name}-logs-??????"
  domain_arn = "arn:${data.aws_partition.here.partition}:es:${var.region}:${var.account_id}:domain/${local.name}"
  ec2        = "arn:${data.aws_partition.here.partition}:ec2:${var.region}:${var.account_id}"
  subnet_arn = "${local.ec2}:subnet/${try(var.logs_network.subnet, "none")}"

  # The calls of adapters/elasticsearch: the template, the index, its mapping; documents sent, looked up, counted.
  domain_puts  = ["_index_template/event_file_logs", local.logs_index, "${local.logs_index}/_mapping"]
  domain_posts = [for call in ["_bulk", "_mget", "_refresh", "_count"] : "${local.logs_index}/${call}"]
}

# Its value is put by hand, so that it stands in no state (deploy/README.md). It can be made anew where the server is: a
# window in which it comes back would keep its name from the next apply.
resource "aws_secretsmanager_secret" "logs" {
  #checkov:skip=CKV2_AWS_57: the log server's owner makes the key and ends it; Secrets Manager cannot ask that server for another
  #checkov:skip=CKV_AWS_149: it is encrypted by kms_key_arn, or by the key of Secrets Manager where the account has none of its own
  count = local.keeps_secret ? 1 : 0

  name                    = "${local.name}-logs"
  description             = "How ${local.name} loads its logs: {\"user\": ..., \"password\": ...} or {\"api_key\": ...}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 0
  tags                    = local.tags
}

resource "aws_glue_connection" "logs" {
  count = local.has_connection ? 1 : 0

  name            = "${local.name}-logs"
  description     = "The way to the log server"
  connection_type = "NETWORK"
  tags            = local.tags

  physical_connection_requirements {
    subnet_id              = var.logs_network.subnet
    availability_zone      = var.logs_network.availability_zone
    security_group_id_list = var.logs_network.security_groups
  }
}

resource "aws_s3_object" "logs_ca" {
  count = local.loads_logs && var.logs_ca != null ? 1 : 0

  bucket      = aws_s3_bucket_versioning.artifacts.bucket
  key         = "logs_ca.pem"
  source      = var.logs_ca
  source_hash = filemd5(var.logs_ca)
  tags        = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.made]
}

resource "aws_glue_job" "load_logs" {
  #checkov:skip=CKV_AWS_195: as of the first job
  count = local.loads_logs ? 1 : 0

  name              = "${local.name}-load-logs"
  description       = "Loads the logs that are pending into ${local.logs_index}"
  role_arn          = aws_iam_role.loader.arn
  glue_version      = var.glue_version
  worker_type       = "G.1X"
  number_of_workers = 2
  timeout           = local.timeout_minutes
  execution_class   = "STANDARD"
  connections       = [for connection in aws_glue_connection.logs : connection.name]
  max_retries       = 0
  tags              = local.tags

  default_arguments = merge(
    local.arguments,
    { "--logs-url" = local.logs_url, "--logs-auth" = local.logs_auth },
    local.logs_auth == "aws" ? { "--logs-region" = var.region } : {},
    # By its name, which a plan knows: with an ARN that it does not know it would show none of these arguments.
    { for secret in aws_secretsmanager_secret.logs : "--logs-secret" => secret.name },
    { for certificates in aws_s3_object.logs_ca : "--logs-ca" => "${local.artifacts}/${certificates.key}" },
  )

  command {
    name            = "glueetl"
    script_location = "${local.artifacts}/${aws_s3_object.script["load_logs.py"].key}"
    python_version  = "3"
  }

  execution_property {
    max_concurrent_runs = 1
  }

  depends_on = [aws_iam_role_policy.loader, aws_iam_role_policy.logs]
}

resource "aws_glue_trigger" "logs" {
  count = local.loads_logs ? 1 : 0

  name          = "${local.name}-logs"
  description   = "Loads the logs of a run that is done"
  type          = "CONDITIONAL"
  workflow_name = aws_glue_workflow.headgate.name
  enabled       = true
  tags          = local.tags

  predicate {
    logical = "AND"
    conditions {
      job_name = aws_glue_job.process.name
      state    = "SUCCEEDED"
    }
  }

  actions {
    job_name = aws_glue_job.load_logs[0].name
  }
}

# The data of such a run are committed: what is marked is its logs.
resource "aws_glue_trigger" "logs_failed" {
  count = local.loads_logs ? 1 : 0

  name          = "${local.name}-logs-failed"
  description   = "Marks logs whose loading failed, was stopped or took too long"
  type          = "CONDITIONAL"
  workflow_name = aws_glue_workflow.headgate.name
  enabled       = true
  tags          = local.tags

  predicate {
    logical = "ANY"
    dynamic "conditions" {
      for_each = ["FAILED", "STOPPED", "TIMEOUT"]
      content {
        job_name = aws_glue_job.load_logs[0].name
        state    = conditions.value
      }
    }
  }

  actions {
    job_name  = aws_glue_job.mark_failed.name
    arguments = { "--failed" = "logs" }
  }
}

# What the role of the jobs may do besides.

data "aws_iam_policy_document" "logs" {
  count = local.loads_logs ? 1 : 0

  dynamic "statement" {
    for_each = local.keeps_secret ? [1] : []
    content {
      sid       = "ReadLogsSecret"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [local.secret_arn]
    }
  }

  dynamic "statement" {
    for_each = local.makes_domain ? [1] : []
    content {
      sid       = "MakeLogsIndex"
      actions   = ["es:ESHttpPut"]
      resources = [for path in local.domain_puts : "${local.domain_arn}/${path}"]
    }
  }

  dynamic "statement" {
    for_each = local.makes_domain ? [1] : []
    content {
      sid       = "LoadLogs"
      actions   = ["es:ESHttpPost"]
      resources = [for path in local.domain_posts : "${local.domain_arn}/${path}"]
    }
  }

  # Glue makes an interface in the subnet for each worker, as the job's role, marks it, and removes it at the end.
  dynamic "statement" {
    for_each = local.has_connection ? [1] : []
    content {
      sid       = "UseConnection"
      actions   = ["glue:GetConnection"]
      resources = ["${local.glue}:catalog", "${local.glue}:connection/${local.name}-logs"]
    }
  }

  # EC2 knows no resources of these.
  dynamic "statement" {
    for_each = local.has_connection ? [1] : []
    content {
      sid = "SeeNetwork"
      actions = [
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpoints",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = local.has_connection ? [1] : []
    content {
      sid     = "MakeInterface"
      actions = ["ec2:CreateNetworkInterface"]
      resources = concat(
        ["${local.ec2}:network-interface/*", local.subnet_arn],
        [for group in var.logs_network.security_groups : "${local.ec2}:security-group/${group}"],
      )
    }
  }

  dynamic "statement" {
    for_each = local.has_connection ? [1] : []
    content {
      sid       = "RemoveInterface"
      actions   = ["ec2:DeleteNetworkInterface"]
      resources = ["${local.ec2}:network-interface/*"]
      condition {
        test     = "StringEquals"
        variable = "ec2:Subnet"
        values   = [local.subnet_arn]
      }
    }
  }

  dynamic "statement" {
    for_each = local.has_connection ? [1] : []
    content {
      sid       = "MarkInterface"
      actions   = ["ec2:CreateTags", "ec2:DeleteTags"]
      resources = ["${local.ec2}:network-interface/*"]
      condition {
        test     = "ForAllValues:StringEquals"
        variable = "aws:TagKeys"
        values   = ["aws-glue-service-resource"]
      }
    }
  }
}

resource "aws_iam_role_policy" "logs" {
  count = local.keeps_secret || local.makes_domain || local.has_connection ? 1 : 0

  name   = "load-logs"
  role   = aws_iam_role.loader.name
  policy = data.aws_iam_policy_document.logs[0].json
}
