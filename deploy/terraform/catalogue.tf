# SPDX-License-Identifier: Apache-2.0
# The tables as Athena and Spark know them. Those of the events are what `headgate contract ddl` says of the contracts; their
# partitions are registered by the job that commits them.
locals {
  # Hyphens would have to be quoted in each query.
  database = replace(local.name, "-", "_")

  catalogue = jsondecode(file(coalesce(var.catalogue, "${path.module}/catalogue.json")))

  event_tables = { for table in local.catalogue : table.Name => table }

  made_for = sort([for table in local.catalogue : table.Description])
  made_of = sort([
    for name in fileset(local.contracts, "*.yaml") :
    join(" ", [for key in ["contract", "version"] : yamldecode(file("${local.contracts}/${name}"))[key]])
  ])

  violation = join(",", [
    "code:string", "pointer:string", "rule:string", "line:bigint", "rule_text:string", "expected:string", "actual:string",
    "message:string", "fault_offset:bigint",
  ])

  # The records of docs/formats/dirty_json.md and profiling_logs.md. Neither table is partitioned. The folders of dirty_json
  # are service=.../record_type=..., and each record has both keys, too: Hive refuses a partition key with the name of a
  # column, and under another name a folder would have to be registered before anybody saw the first dirty event of a
  # service that nobody expected. So Athena reads all folders below, and the records say whose they are.
  raw_tables = {
    dirty_json = {
      comment = "One record for each dirty event and dropped range, with its reasons and its bytes"
      columns = [
        ["address", "string"], ["object", "string"], ["offset", "bigint"], ["length", "bigint"], ["kind", "string"],
        ["service", "string"], ["record_type", "string"], ["event_id", "string"], ["recovered", "boolean"],
        ["violation_count", "bigint"], ["violations", "array<struct<${local.violation}>>"], ["raw", "string"],
        ["raw_base64", "string"],
      ]
    }
    profiling_logs = {
      comment = "One record for each frame and dropped range: what happened to it and why; values are masked"
      columns = [
        ["object", "string"], ["offset", "bigint"], ["length", "bigint"], ["kind", "string"], ["status", "string"],
        ["recovered", "boolean"], ["service", "string"], ["record_type", "string"], ["event_id", "string"],
        ["event_time", "string"], ["table", "string"], ["contract", "string"], ["contract_version", "string"],
        ["violation_count", "bigint"], ["codes", "array<string>"], ["pointers", "array<string>"],
        ["messages", "array<string>"], ["warning_count", "bigint"], ["warning_codes", "array<string>"],
        ["warning_pointers", "array<string>"], ["warning_messages", "array<string>"],
      ]
    }
  }
}

resource "aws_glue_catalog_database" "events" {
  name         = local.database
  description  = "What ${local.name} makes of its event files"
  location_uri = "${local.landing}/data/"
  tags         = local.tags
}

resource "aws_glue_catalog_table" "events" {
  for_each = local.event_tables

  name          = each.key
  database_name = aws_glue_catalog_database.events.name
  description   = each.value.Description
  table_type    = each.value.TableType
  parameters    = each.value.Parameters

  dynamic "partition_keys" {
    for_each = each.value.PartitionKeys
    content {
      name = partition_keys.value.Name
      type = partition_keys.value.Type
    }
  }

  storage_descriptor {
    location      = replace(each.value.StorageDescriptor.Location, "s3://BUCKET", local.landing)
    input_format  = each.value.StorageDescriptor.InputFormat
    output_format = each.value.StorageDescriptor.OutputFormat

    ser_de_info {
      serialization_library = each.value.StorageDescriptor.SerdeInfo.SerializationLibrary
      parameters            = each.value.StorageDescriptor.SerdeInfo.Parameters
    }

    dynamic "columns" {
      for_each = each.value.StorageDescriptor.Columns
      content {
        name    = columns.value.Name
        type    = columns.value.Type
        comment = try(columns.value.Comment, null)
      }
    }
  }

  lifecycle {
    precondition {
      condition     = local.made_for == local.made_of
      error_message = "The catalogue was made for ${join(", ", local.made_for)}; the contracts are ${join(", ", local.made_of)}. Make it anew: headgate contract ddl CONTRACTS --for glue > catalogue.json"
    }
  }
}

resource "aws_glue_catalog_table" "raw" {
  for_each = local.raw_tables

  name          = each.key
  database_name = aws_glue_catalog_database.events.name
  description   = each.value.comment
  table_type    = "EXTERNAL_TABLE"
  parameters    = { EXTERNAL = "TRUE", classification = "json" }

  storage_descriptor {
    location      = "${local.landing}/data/${each.key}/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value.columns
      content {
        name = columns.value[0]
        type = columns.value[1]
      }
    }
  }
}
