# The whole of it on moto, at ENDPOINT. The account is the one that moto plays, so that it is looked at as on AWS.
terraform {
  backend "local" {}
}

provider "aws" {
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true

  endpoints {
    athena     = "ENDPOINT"
    cloudwatch = "ENDPOINT"
    events     = "ENDPOINT"
    glue       = "ENDPOINT"
    iam        = "ENDPOINT"
    s3         = "ENDPOINT"
    sts        = "ENDPOINT"

    secretsmanager = "ENDPOINT"
  }
}

# moto 5.2.5 takes a Deny whose condition does not hold for one that does, and then shows no object of the bucket to
# anybody. A principal that it does not know it passes over.
resource "aws_s3_bucket_policy" "made" {
  policy = replace(
    data.aws_iam_policy_document.tls_only[each.key].json,
    "\"Principal\": \"*\"", "\"Principal\": \"arn:aws:iam::123456789012:root\""
  )
}
