// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "answers/author/outline.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "judge/identify.h"
#include "route/router.h"

namespace headgate::cli {

namespace {

constexpr const char* kRescued =
    "_rescued holds what neither expect nor a column names, and each value that its column could not take as "
    "it is";

struct ContractShowFlags {
  std::string name;
  SettingFlags settings;
  bool json = false;
};

std::vector<author::OutlineLine> outline_of(const author::ContractSource& source, const char* key) {
  const Document* schema = source.key(key);
  return schema == nullptr ? std::vector<author::OutlineLine>()
                           : outline(author::SchemaView(*schema, source.schemas));
}

std::string options_text(const Column& column) {
  std::string text;
  const auto add = [&](const std::string& option) { text += (text.empty() ? "" : ", ") + option; };
  if (column.wrap_scalar) add("wrap_scalar");
  if (column.time != TimeForm()) add(form_text(column.time));
  if (column.parse) add("parse");
  if (!column.null_values.empty()) add(fmt::format("null_values {}", fmt::join(column.null_values, ", ")));
  if (column.default_value) add("default " + column.default_value->written);
  return text;
}

std::vector<std::string> mask_texts(const Plan& plan) {
  std::vector<std::string> masks;
  for (const auto& mask : plan.mask) masks.push_back(pointer_text(mask));
  return masks;
}

Json outline_json(const std::vector<author::OutlineLine>& lines) {
  return Json::list(lines, [](const author::OutlineLine& line) -> Json {
    return {{"depth", line.depth}, {"name", line.name}, {"rules", line.rules}, {"line", line.line}};
  });
}

Json show_json(const author::ContractSource& source) {
  const Plan& plan = *source.plan;
  Json columns = Json::array();
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const Column& column = plan.columns[i];
    columns.push_back(
        {{"name", column.name},
         {"type", type_text(column)},
         {"from", from_text(column)},
         {"wrap_scalar", column.wrap_scalar},
         {"timestamp", name(column.time.timestamp)},
         {"format", column.time.format ? Json(column.time.format->text()) : Json()},
         {"zone", column.time.zone_minutes ? Json(zone_text(*column.time.zone_minutes)) : Json()},
         {"parse", column.parse},
         {"null_values", column.null_values},
         {"default", column.default_value ? Json::parse(column.default_value->written) : Json()},
         {"line", plan.column_lines[i]}});
  }
  Json json = contract_json(source);
  json["rescue"] = plan.rescue;
  json["columns"] = std::move(columns);
  json["expect"] = outline_json(outline_of(source, "expect"));
  json["warn"] = outline_json(outline_of(source, "warn"));
  json["checks"] = plan.schema.checks.size();
  json["switches"] = plan.schema.switches.size();
  json["patterns"] = plan.schema.patterns.size();
  json["known_and_unread"] = known_and_unread(plan);
  json["mask"] = mask_texts(plan);
  return json;
}

std::string outline_text(const std::vector<author::OutlineLine>& lines, const Screen& screen) {
  TextTable table({Align::Left, Align::Left});
  for (const author::OutlineLine& line : lines) {
    table.row({{std::string(2 * line.depth, ' ') + shown(line.name)}, {shown(line.rules), Tone::Faint}});
  }
  return table.text(screen, 2);
}

std::string list_text(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "  " + shown(line) + "\n";
  return text;
}

std::string columns_text(const Plan& plan, const Screen& screen) {
  TextTable table({Align::Left, Align::Left, Align::Left, Align::Left});
  table.heading({"COLUMN", "TYPE", "FROM", ""});
  for (const Column& column : table_columns(plan)) {
    const bool is_engine = column.from.empty();
    table.row({{shown(column.name), is_engine ? Tone::Faint : Tone::Strong},
               {shown(type_text(column))},
               {is_engine ? "" : shown(from_text(column)), Tone::Faint},
               {shown(options_text(column))}});
  }
  return table.text(screen, 2);
}

std::string show_text(const author::ContractSource& source, const Screen& screen) {
  const Plan& plan = *source.plan;
  std::string text = screen.heading(fmt::format("{} {}", shown(plan.contract), shown(plan.version)));
  text += fmt::format("  {}: {} records of service {}, table {}\n", shown(source.file),
                      name(plan.record_type), shown(plan.service), shown(plan.table));
  text += fmt::format("  compiled to {}, {}, {}\n\n", count_text(plan.schema.checks.size(), "check"),
                      plan.schema.switches.size() == 1
                          ? std::string("1 switch")
                          : fmt::format("{} switches", count_text(plan.schema.switches.size())),
                      count_text(plan.schema.patterns.size(), "pattern"));
  text += screen.heading("Columns") + columns_text(plan, screen) + "\n";
  for (const auto& [key, title] :
       {std::pair{"expect", "What an event has to be"}, {"warn", "What is only noted"}}) {
    const auto lines = outline_of(source, key);
    if (!lines.empty()) text += screen.heading(title) + outline_text(lines, screen) + "\n";
  }
  const auto unread = known_and_unread(plan);
  if (!unread.empty()) {
    text +=
        screen.heading("Named by expect, read by no column: only in clean_json") + list_text(unread) + "\n";
  }
  if (!plan.mask.empty())
    text += screen.heading("Hidden from logs and screens") + list_text(mask_texts(plan)) + "\n";
  return text + (plan.rescue ? std::string(kRescued) : "the table has no column _rescued") + "\n";
}

Result<ExitCode> act(const ContractShowFlags& flags) {
  TRY(const auto sources, find_contracts(flags.name, flags.settings));
  if (flags.json) {
    say(line_of({{"contracts", Json::list(sources, show_json)}}));
    return kDone;
  }
  for (const author::ContractSource& source : sources) {
    if (&source != &sources.front()) say("\n");
    say(show_text(source, Screen::of(stdout)));
  }
  return kDone;
}

}  // namespace

void add_contract_show(Verb& contract) {
  Verb verb =
      contract.add("show", "Tell what a contract says: its table, its expectations, what is read by nobody");
  ContractShowFlags& flags = verb.acts<ContractShowFlags>(act);
  verb.option("FILE|SERVICE", flags.name, "A contract file, or a service with a contract in force")
      .required();
  flags.settings.add_judging_to(verb);
  verb.json(flags.json);
  verb.examples(
      {"headgate contract show microone", "headgate contract show my_contracts/reviews_event.yaml"});
}

}  // namespace headgate::cli
