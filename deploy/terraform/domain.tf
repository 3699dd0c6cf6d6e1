# SPDX-License-Identifier: Apache-2.0
# With logs_domain: an OpenSearch of our own, in a VPC. Nobody but the jobs' role and those who are named is let in; the
# security groups say from where.

data "aws_iam_policy_document" "domain" {
  count = local.makes_domain ? 1 : 0

  statement {
    sid       = "MakeLogsIndex"
    actions   = ["es:ESHttpPut"]
    resources = [for path in local.domain_puts : "${local.domain_arn}/${path}"]
    principals {
      type        = "AWS"
      identifiers = [local.loader_arn]
    }
  }

  statement {
    sid       = "LoadLogs"
    actions   = ["es:ESHttpPost"]
    resources = [for path in local.domain_posts : "${local.domain_arn}/${path}"]
    principals {
      type        = "AWS"
      identifiers = [local.loader_arn]
    }
  }

  # Whoever asks by Dashboards may do all that Dashboards does, which keeps its boards in indexes of its own.
  dynamic "statement" {
    for_each = length(var.logs_domain.users) > 0 ? [1] : []
    content {
      sid       = "UseDashboards"
      actions   = ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut"]
      resources = ["${local.domain_arn}/*"]
      principals {
        type        = "AWS"
        identifiers = var.logs_domain.users
      }
    }
  }
}

resource "aws_opensearch_domain" "logs" {
  #checkov:skip=CKV_AWS_318: it holds what can be loaded again from the landing, and does without three nodes more
  #checkov:skip=CKV2_AWS_59: as for the three dedicated nodes
  #checkov:skip=CKV_AWS_84: its own logs want a policy of the account for CloudWatch, of which there are ten at most
  #checkov:skip=CKV_AWS_317: as before, and audit logs want users of the domain's own, of whom it has none
  #checkov:skip=CKV2_AWS_52: those who are let in are roles of IAM, by the domain's policy; it has no users of its own
  count = local.makes_domain ? 1 : 0

  domain_name     = local.name
  engine_version  = "OpenSearch_2.19"
  access_policies = data.aws_iam_policy_document.domain[0].json
  tags            = local.tags

  cluster_config {
    instance_type          = var.logs_domain.instance_type
    instance_count         = var.logs_domain.instances
    zone_awareness_enabled = length(var.logs_domain.subnets) > 1

    dynamic "zone_awareness_config" {
      for_each = length(var.logs_domain.subnets) > 1 ? [1] : []
      content {
        availability_zone_count = length(var.logs_domain.subnets)
      }
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = var.logs_domain.volume_gb
  }

  vpc_options {
    subnet_ids         = var.logs_domain.subnets
    security_group_ids = var.logs_domain.security_groups
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = var.kms_key_arn
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  # A policy that names a role which is not there is refused.
  depends_on = [aws_iam_role.loader]
}
