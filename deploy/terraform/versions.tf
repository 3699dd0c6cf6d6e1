# SPDX-License-Identifier: Apache-2.0
# Only what the providers 5.100 and 6 have in common: no `region` of a resource, no name or id of data.aws_region.
terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }

  # Which bucket, and that the state is locked there: state.example.hcl.
  backend "s3" {
    key     = "headgate/terraform.tfstate"
    encrypt = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]
}

# The workflow and its roles name each other by ARN before either is there.
data "aws_partition" "here" {}
