# SPDX-License-Identifier: Apache-2.0
variable "account_id" {
  type        = string
  description = "The account that everything is made in. Credentials of another one are refused."
  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id is the number of an AWS account, 12 digits."
  }
}

variable "region" {
  type        = string
  description = "The region that everything is made in. A source in another one costs for each byte that is read."
  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of an AWS region, as eu-central-1."
  }
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "Tags for all that is made; project and environment are added."
}

# What is uploaded.

variable "wheel" {
  type        = string
  description = "The wheel that `./dev wheel` makes: build/wheel/dist/headgate-....whl. Its name is part of the platform's check: keep it."
  validation {
    condition     = can(regex("^headgate-[^-]+-py3-none-manylinux_[0-9_]+_x86_64\\.whl$", basename(var.wheel))) && fileexists(var.wheel)
    error_message = "wheel is the path of a file headgate-VERSION-py3-none-manylinux_..._x86_64.whl: `./dev wheel` makes it."
  }
}

variable "scripts" {
  type        = string
  default     = null
  description = "The folder of the jobs' scripts [deploy/glue]. All *.py in it are uploaded."
  validation {
    condition = var.scripts == null || alltrue([
      for name in ["process.py", "mark_failed.py", "reprocess.py", "load_logs.py"] : fileexists("${coalesce(var.scripts, ".")}/${name}")
    ])
    error_message = "scripts is a folder that holds process.py, mark_failed.py, reprocess.py and load_logs.py."
  }
}

variable "contracts" {
  type        = string
  default     = null
  description = "The folder of the contracts, *.yaml [contracts], with schemas/ where they refer to any. Other contracts need another catalogue."
  validation {
    condition     = var.contracts == null || length(fileset(coalesce(var.contracts, "."), "*.yaml")) > 0
    error_message = "contracts is a folder that holds *.yaml."
  }
  validation {
    condition     = var.contracts == null || length(fileset(coalesce(var.contracts, "."), "*.yml")) == 0
    error_message = "contracts is a folder whose contracts end in .yaml: a *.yml would be passed over, and its service be dirty."
  }
}

variable "catalogue" {
  type        = string
  default     = null
  description = "What `headgate contract ddl CONTRACTS --for glue` printed [catalogue.json]: the tables of those contracts."
  validation {
    condition     = var.catalogue == null || can(jsondecode(file(coalesce(var.catalogue, "none")))[0].StorageDescriptor.Columns)
    error_message = "catalogue is a file with what `headgate contract ddl CONTRACTS --for glue` prints for a folder: a JSON array."
  }
}

variable "settings" {
  type        = any
  default     = {}
  description = "Settings of Headgate (docs/settings.md) by name: { dirty_max = \"20%\" }. They become headgate.yaml."
  validation {
    condition     = can(keys(var.settings))
    error_message = "settings is a map, from the name of a setting to its value."
  }
}

# Where events come from.

variable "source_bucket" {
  type        = string
  default     = null
  description = "A bucket that is there already and holds event files. Without it one is made. Nothing in it is changed."
  validation {
    condition     = var.source_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.source_bucket))
    error_message = "source_bucket is the name of a bucket, without s3:// and without a prefix."
  }
}

variable "source_prefix" {
  type        = string
  default     = ""
  description = "Where in the source bucket event files lie; empty takes the whole bucket."
  validation {
    condition     = can(regex("^([^/*?$]+(/[^/*?$]+)*)?$", var.source_prefix))
    error_message = "source_prefix is a path as 2022/events: no slash at either end, none doubled, no * ? $."
  }
}

variable "source_name" {
  type        = string
  default     = "source"
  description = "The name of the source in addresses of events. It cannot change later."
  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,64}$", var.source_name))
    error_message = "source_name has letters, digits and _ . - only, 64 at most."
  }
}

variable "source_kms_key_arn" {
  type        = string
  default     = null
  description = "The key of a source bucket that is there already and encrypted by one of KMS."
  validation {
    condition     = var.source_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.source_kms_key_arn))
    error_message = "source_kms_key_arn is the ARN of a key (not of an alias)."
  }
}

variable "kms_key_arn" {
  type        = string
  default     = null
  description = "The key that encrypts all buckets that are made; without it S3's own (SSE-S3)."
  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key (not of an alias)."
  }
}

# When a run starts.

variable "start" {
  type        = string
  default     = "on_demand"
  description = "on_demand: by hand or by another system; schedule: by the clock; event: when objects are created in the source."
  validation {
    condition     = contains(["on_demand", "schedule", "event"], var.start)
    error_message = "start is one of on_demand, schedule, event."
  }
}

variable "schedule" {
  type        = string
  default     = "cron(0 * * * ? *)"
  description = "For start = schedule: when, in UTC, as AWS writes it."
  validation {
    condition     = can(regex("^cron\\([^ )]+( [^ )]+){5}\\)$", var.schedule))
    error_message = "schedule is cron(...) with six fields: cron(0 * * * ? *) is each hour."
  }
}

variable "event_batch_size" {
  type        = number
  default     = 100
  description = "For start = event: a run starts when so many objects were created."
  validation {
    condition     = var.event_batch_size >= 1 && var.event_batch_size <= 100 && floor(var.event_batch_size) == var.event_batch_size
    error_message = "event_batch_size is a whole number from 1 to 100."
  }
}

variable "event_batch_window_seconds" {
  type        = number
  default     = 900
  description = "For start = event: a run starts so long after the first object at the latest."
  validation {
    condition     = var.event_batch_window_seconds >= 1 && var.event_batch_window_seconds <= 900
    error_message = "event_batch_window_seconds is 1 to 900."
  }
}

variable "sweep" {
  type        = string
  default     = "rate(1 hour)"
  description = "For start = event: how often a run starts even so. AWS may lose events, and those that come during a run start none."
  validation {
    condition     = can(regex("^(rate\\([0-9]+ (minute|minutes|hour|hours|day|days)\\)|cron\\([^ )]+( [^ )]+){5}\\))$", var.sweep))
    error_message = "sweep is rate(...) or cron(...): rate(1 hour)."
  }
}

variable "replace_source_notifications" {
  type        = bool
  default     = false
  description = "For start = event and a source bucket that is there already: let S3 tell EventBridge of new objects. This REPLACES all notifications that the bucket has."
}

# How large.

variable "glue_version" {
  type        = string
  default     = "5.1"
  description = "5.1: Spark 3.5.6; 6.0: Spark 4.1.1."
  validation {
    condition     = contains(["5.1", "6.0"], var.glue_version)
    error_message = "glue_version is 5.1 or 6.0."
  }
}

variable "worker_type" {
  type        = string
  default     = null
  description = "G.1X (4 vCPU, 16 GB), G.2X or G.4X [by workspace]."
  validation {
    condition     = var.worker_type == null || contains(["G.1X", "G.2X", "G.4X"], coalesce(var.worker_type, "none"))
    error_message = "worker_type is one of G.1X, G.2X, G.4X."
  }
}

variable "workers" {
  type        = number
  default     = null
  description = "How many workers a run has, the driver's included [by workspace]."
  validation {
    condition     = var.workers == null || (coalesce(var.workers, 0) >= 2 && coalesce(var.workers, 0) <= 299)
    error_message = "workers is 2 to 299: one is the driver."
  }
}

variable "timeout_minutes" {
  type        = number
  default     = null
  description = "When a run is stopped that is still at work [by workspace]. What it committed stays."
  validation {
    condition     = var.timeout_minutes == null || (coalesce(var.timeout_minutes, 0) >= 5 && coalesce(var.timeout_minutes, 0) <= 2880)
    error_message = "timeout_minutes is 5 to 2880."
  }
}

# Who reads, and who is told.

variable "analysts" {
  type        = list(string)
  default     = []
  description = "Who may take on the analyst role, ARNs of users and roles; empty: whom IAM of this account lets."
  validation {
    condition     = alltrue([for arn in var.analysts : can(regex("^arn:[a-z-]+:(iam|sts)::[0-9]{12}:.+[^*]$", arn))])
    error_message = "analysts are ARNs of users or roles, without *."
  }
}

variable "investigators" {
  type        = list(string)
  default     = []
  description = "Who may take on the investigator role, as analysts."
  validation {
    condition     = alltrue([for arn in var.investigators : can(regex("^arn:[a-z-]+:(iam|sts)::[0-9]{12}:.+[^*]$", arn))])
    error_message = "investigators are ARNs of users or roles, without *."
  }
}

variable "role_path" {
  type        = string
  default     = "/"
  description = "The path of all roles that are made: /data/."
  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path begins and ends with a slash: /data/."
  }
}

variable "permissions_boundary" {
  type        = string
  default     = null
  description = "The ARN of a policy that bounds what each role that is made may do."
  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary is the ARN of a policy."
  }
}

variable "alarm_topics" {
  type        = list(string)
  default     = []
  description = "SNS topics that hear of alarms, and of their end."
  validation {
    condition     = alltrue([for arn in var.alarm_topics : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", arn))])
    error_message = "alarm_topics are ARNs of SNS topics."
  }
}

variable "runbook" {
  type        = string
  default     = "docs/runbook"
  description = "Where the pages on alarms stand, a path or a URL: each alarm links to its page."
  validation {
    condition     = can(regex("^[^ ]+[^ /]$", var.runbook))
    error_message = "runbook is a path or a URL without a slash at its end."
  }
}

variable "silent_hours" {
  type        = number
  default     = 24
  description = "Alarm when no run was completed for so long: longer than the longest pause of the schedule. 0: no such alarm, and with start = on_demand there is none either."
  validation {
    condition     = var.silent_hours >= 0 && var.silent_hours <= 168 && floor(var.silent_hours) == var.silent_hours
    error_message = "silent_hours is a whole number from 0 to 168: CloudWatch looks back seven days."
  }
}

variable "oldest_pending_hours" {
  type        = number
  default     = 6
  description = "Alarm when an object that the last run skipped is older."
  validation {
    condition     = var.oldest_pending_hours > 0
    error_message = "oldest_pending_hours is more than 0."
  }
}

variable "dirty_rate_max" {
  type        = number
  default     = 0.2
  description = "Alarm when a larger share of an hour's events was dirty."
  validation {
    condition     = var.dirty_rate_max > 0 && var.dirty_rate_max < 1
    error_message = "dirty_rate_max is a share, between 0 and 1."
  }
}

variable "destroy_data" {
  type        = bool
  default     = null
  description = "Whether `terraform destroy` removes buckets that hold something [e2e-test only]. Apply it before you destroy."
}

# Where logs are loaded; without the first two of these nowhere.

variable "logs_url" {
  type        = string
  default     = null
  description = "The Elasticsearch or OpenSearch that the logs of each run are loaded into: https://search.example.com:9200."
  validation {
    condition     = var.logs_url == null || can(regex("^https?://[A-Za-z0-9.:\\[\\]-]+(/[^ ?#@]*)?$", var.logs_url))
    error_message = "logs_url is https://HOST:PORT, with a path where a proxy wants one; no name and no password in it."
  }
}

variable "logs_domain" {
  type = object({
    subnets         = list(string)
    security_groups = list(string)
    instance_type   = optional(string, "m7g.large.search")
    instances       = optional(number, 2)
    volume_gb       = optional(number, 100)
    users           = optional(list(string), [])
  })
  default     = null
  description = "An OpenSearch that is made, in place of logs_url: where in a VPC, how large, and the ARNs of those who may use its Dashboards."
  validation {
    condition = var.logs_domain == null || try(
      contains([1, 2, 3], length(var.logs_domain.subnets)) && length(var.logs_domain.security_groups) > 0 &&
      alltrue([for id in var.logs_domain.subnets : can(regex("^subnet-[0-9a-f]+$", id))]) &&
      alltrue([for id in var.logs_domain.security_groups : can(regex("^sg-[0-9a-f]+$", id))]) &&
      alltrue([for arn in var.logs_domain.users : can(regex("^arn:[a-z-]+:(iam|sts)::[0-9]{12}:.+[^*]$", arn))]) &&
      endswith(var.logs_domain.instance_type, ".search") && var.logs_domain.volume_gb >= 10 &&
      var.logs_domain.instances >= length(var.logs_domain.subnets), false
    )
    error_message = "logs_domain has one to three subnets, security groups, an instance_type as m7g.large.search, instances for each subnet, 10 GB or more, users without *."
  }
}

variable "logs_auth" {
  type        = string
  default     = "secret"
  description = "secret: by what is put into the secret that is made; aws: signed as the jobs' role; none. A logs_domain is asked by aws."
  validation {
    condition     = contains(["secret", "aws", "none"], var.logs_auth)
    error_message = "logs_auth is one of secret, aws, none."
  }
}

variable "logs_ca" {
  type        = string
  default     = null
  description = "A file with the certificates of those who vouch for the log server, where they are none that everybody knows."
  validation {
    condition     = var.logs_ca == null || fileexists(coalesce(var.logs_ca, "none"))
    error_message = "logs_ca is the path of a file with certificates in PEM."
  }
}

variable "logs_network" {
  type = object({
    subnet            = string
    availability_zone = string
    security_groups   = list(string)
  })
  default     = null
  description = "Where in a VPC the job that loads logs has to stand to reach the log server; without it, it goes out to the internet."
  validation {
    condition = var.logs_network == null || try(
      can(regex("^subnet-[0-9a-f]+$", var.logs_network.subnet)) && length(var.logs_network.security_groups) > 0 &&
      can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", var.logs_network.availability_zone)) &&
      alltrue([for id in var.logs_network.security_groups : can(regex("^sg-[0-9a-f]+$", id))]), false
    )
    error_message = "logs_network has the id of a subnet, its availability_zone as eu-central-1a, and ids of security groups."
  }
}
