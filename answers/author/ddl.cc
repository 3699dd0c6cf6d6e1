// SPDX-License-Identifier: Apache-2.0
#include "answers/author/ddl.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/screen_text.h"
#include "judge/identify.h"
#include "layout/data_name.h"
#include "route/router.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> kPartitions = {"year", "month", "day", "hour"};
constexpr std::size_t kGlueCommentMax = 255;  // Characters; the catalogue refuses a longer one.

/// Quotes a text for Hive and Spark, which take backslashes, or for DuckDB, which doubles the quote. What
/// runs one statement at a time is fed by splitting at each `;`: those have none in it.
std::string text_literal(const std::string& text, Dialect dialect) {
  std::string out = "'";
  for (const char c : text) {
    if (dialect == Dialect::DuckDb) {
      if (c == '\'') out += c;
      out += c;
    } else if (c == ';') {
      out += "\\073";
    } else {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "'";
}

std::string quoted(const std::string& name, Dialect dialect) {
  const char quote = dialect == Dialect::DuckDb ? '"' : '`';
  return quote + name + quote;
}

std::string scalar_type(const Column& column, Dialect dialect) {
  const bool is_spark = dialect == Dialect::Spark;
  switch (column.kind) {
    case ColumnKind::Int64: return is_spark ? "BIGINT" : "bigint";
    case ColumnKind::Double: return is_spark ? "DOUBLE" : "double";
    case ColumnKind::Boolean: return is_spark ? "BOOLEAN" : "boolean";
    case ColumnKind::Timestamp: return is_spark ? "TIMESTAMP" : "timestamp";
    case ColumnKind::Date: return is_spark ? "DATE" : "date";
    case ColumnKind::Decimal:
      return fmt::format("{}({},{})", is_spark ? "DECIMAL" : "decimal", column.precision, column.scale);
    default: return is_spark ? "STRING" : "string";  // JSON is a text for every reader.
  }
}

/// Writes a column's type: Hive's words for Athena and Glue, without blanks as the Glue catalogue wants it.
std::string type_of(const Column& column, Dialect dialect) {
  const bool is_spark = dialect == Dialect::Spark;
  switch (column.kind) {
    case ColumnKind::List:
      return (is_spark ? "ARRAY<" : "array<") + type_of(column.children.front(), dialect) + ">";
    case ColumnKind::Map:
      return (is_spark ? "MAP<STRING, " : "map<string,") + type_of(column.children.back(), dialect) + ">";
    case ColumnKind::Struct: break;
    default: return scalar_type(column, dialect);
  }
  std::string text = is_spark ? "STRUCT<" : "struct<";
  for (const Column& field : column.children) {
    if (&field != &column.children.front()) text += is_spark ? ", " : ",";
    const std::string& name = field.name;
    text +=
        is_spark ? quoted(name, dialect) + ": " : (dialect == Dialect::Glue ? lower_case(name) : name) + ":";
    text += type_of(field, dialect);
  }
  return text + ">";
}

/// Says where a column comes from, for whoever looks at the table.
std::string comment_of(const Column& column) {
  if (!column.from.empty()) return from_text(column);
  if (column.name == "_rescued") return "what no column shows, by pointer";
  if (column.name == "_warnings") return "what the contract only notes";
  return column.name == "event_id" ? "the id of the event" : "";
}

std::string place_of(const std::string& name, const std::string& location) {
  std::string root = location;
  while (root.size() > 1 && root.ends_with('/')) root.pop_back();
  return root + "/" + name;
}

std::string column_lines(const Plan& plan, Dialect dialect) {
  std::string lines;
  for (const Column& column : table_columns(plan)) {
    if (!lines.empty()) lines += ",\n";
    lines += fmt::format("  {} {}", quoted(column.name, dialect), type_of(column, dialect));
    if (const std::string comment = comment_of(column); !comment.empty()) {
      lines += " COMMENT " + text_literal(comment, dialect);
    }
  }
  return lines;
}

std::string external_table(const Plan& plan, Dialect dialect, const std::string& location) {
  const bool is_spark = dialect == Dialect::Spark;
  std::string partitions, columns = column_lines(plan, dialect);
  for (const std::string& name : kPartitions) {
    partitions += fmt::format("{}`{}`{}", partitions.empty() ? "" : ", ", name, is_spark ? "" : " int");
    if (is_spark) columns += fmt::format(",\n  `{}` INT", name);
  }
  // Without the option Spark 3 reads no day before 1582-10-15 and no time before 1900: Spark 2 may have meant
  // others by them.
  const char* const format = "USING PARQUET\nOPTIONS ('datetimeRebaseMode' = 'CORRECTED')\n";
  return fmt::format(
      "CREATE {1}TABLE IF NOT EXISTS `{0}` (\n{2}\n)\n{3}PARTITIONED BY ({4})\n{5}LOCATION {6};\n"
      "-- Finds the partitions that are there. Run it again after each run that makes new ones.\nMSCK REPAIR "
      "TABLE `{0}`;\n",
      plan.table, is_spark ? "" : "EXTERNAL ", columns, is_spark ? format : "", partitions,
      is_spark ? "" : "STORED AS PARQUET\n",
      text_literal(place_of(layout::table_folder(plan.table), location), dialect));
}

std::string duckdb_view(const Plan& plan, const std::string& location) {
  std::string types;
  for (const std::string& name : kPartitions)
    types += fmt::format("{}'{}': INTEGER", types.empty() ? "" : ", ", name);
  return fmt::format(
      "CREATE OR REPLACE VIEW {} AS\nSELECT * FROM read_parquet(\n  {},\n  hive_partitioning = true, "
      "hive_types = {{{}}}, "
      "union_by_name = true);\n",
      quoted(plan.table, Dialect::DuckDb),
      text_literal(place_of(layout::table_pattern(plan.table), location), Dialect::DuckDb), types);
}

/// Makes a TableInput as the Glue catalogue's CreateTable takes it. Names are in small letters, as the
/// catalogue keeps them: what compares its answer with what was asked for (Terraform) would find another
/// table.
Json glue_table(const Plan& plan, const std::string& location) {
  Json columns = Json::array(), partitions = Json::array();
  for (const Column& column : table_columns(plan)) {
    columns.push_back({{"Name", lower_case(column.name)}, {"Type", type_of(column, Dialect::Glue)}});
    const std::string comment = cut(shown(comment_of(column)), kGlueCommentMax);
    if (!comment.empty()) columns.back()["Comment"] = comment;
  }
  for (const std::string& name : kPartitions) partitions.push_back({{"Name", name}, {"Type", "int"}});
  const std::string parquet = "org.apache.hadoop.hive.ql.io.parquet.";
  return {{"Name", lower_case(plan.table)},
          {"Description", fmt::format("{} {}", plan.contract, plan.version)},
          {"TableType", "EXTERNAL_TABLE"},
          {"Parameters", {{"EXTERNAL", "TRUE"}, {"classification", "parquet"}}},
          {"PartitionKeys", std::move(partitions)},
          {"StorageDescriptor",
           {{"Columns", std::move(columns)},
            {"Location", place_of(layout::table_folder(plan.table), location)},
            {"InputFormat", parquet + "MapredParquetInputFormat"},
            {"OutputFormat", parquet + "MapredParquetOutputFormat"},
            {"SerdeInfo",
             {{"SerializationLibrary", parquet + "serde.ParquetHiveSerDe"},
              {"Parameters", {{"serialization.format", "1"}}}}}}}};
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string ddl(const Plan& plan, Dialect dialect, const std::string& location) {
  switch (dialect) {
    case Dialect::Athena:
    case Dialect::Spark: return external_table(plan, dialect, location);
    case Dialect::DuckDb: return duckdb_view(plan, location);
    case Dialect::Glue: return json_text(glue_table(plan, location));
  }
  return {};
}

std::string ddl(const std::vector<std::shared_ptr<const Plan>>& plans, Dialect dialect,
                const std::string& location) {
  if (dialect == Dialect::Glue) {
    Json tables = Json::array();
    for (const auto& plan : plans) tables.push_back(glue_table(*plan, location));
    return json_text(tables);
  }
  std::string text;
  for (const auto& plan : plans) text += (text.empty() ? "" : "\n") + ddl(*plan, dialect, location);
  return text;
}

}  // namespace headgate::author
