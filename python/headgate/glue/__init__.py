# SPDX-License-Identifier: Apache-2.0
"""The jobs of the AWS Glue workflow: what each script of deploy/glue does (docs/aws.md)."""
