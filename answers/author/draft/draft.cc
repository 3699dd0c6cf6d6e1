// SPDX-License-Identifier: Apache-2.0
#include "answers/author/draft/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "answers/author/yaml/yaml.h"
#include "contract/table_of_service.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

/// Names a contract: with its service where that can stand in the name of a file, else with its table.
std::string name_of(const inspect::Profile::Group& group) {
  const std::string& service = group.service;
  return (is_plain_service(service) ? service : lower_case(table_of_service(service))) + "_" +
         group.record_type;
}

std::string head_text(const inspect::Profile::Group& group) {
  std::string text = fmt::format(
      "# Drafted by `headgate infer` from {} events. Each comment says what its line rests on: read them, "
      "and\n"
      "# change what is only true by chance.\n",
      group.root.count());
  text += fmt::format("contract: {}\nversion: 0.1.0\nservice: {}\nrecord_type: {}\n", name_of(group),
                      yaml::scalar(group.service), group.record_type);
  text += "formats: assert\n";
  return text;
}

std::string reason_against(const inspect::Profile::Group& group) {
  if (group.service == "_other") return "more services than are kept apart";
  if (group.service == "_unknown" || group.record_type == "_unknown") return "no service and record type";
  if (const std::string fault = service_fault(group.service); !fault.empty())
    return "a contract cannot have a service of this name: it " + fault;
  return "";
}

/// Adds columns for what stands in the wrappers, named apart from those of the events.
void add_wrapper_columns(const inspect::Profile& profile, ColumnDrafts& drafts) {
  std::set<std::string> taken;
  for (const ColumnDraft& column : drafts.columns) taken.insert(lower_case(column.name));
  ColumnDrafts around = draft_wrapper_columns(profile, std::move(taken));
  std::ranges::move(around.columns, std::back_inserter(drafts.columns));
  std::ranges::move(around.left_out, std::back_inserter(drafts.left_out));
}

}  // namespace

ColumnDrafts draft_wrapper_columns(const inspect::Profile& profile, std::set<std::string> taken) {
  ColumnDrafts drafts;
  for (const inspect::Profile::Group* wrapper : profile.wrappers()) {
    const std::string array = pointer_text(wrapper->array_at);
    ColumnDrafts around = draft_columns({{{}, &wrapper->root}}, "");
    for (ColumnDraft& column : around.columns) {
      if (column.from == array) continue;  // Empty but for the events.
      column.name = free_name(column.name, column.from, taken);
      column.from.insert(0, wrapper->service);
      drafts.columns.push_back(std::move(column));
    }
    for (std::string& line : around.left_out) drafts.left_out.push_back(wrapper->service + line);
  }
  return drafts;
}

Drafts draft_contracts(const inspect::Profile& profile, const Identification& identification,
                       const inspect::Address& address) {
  Drafts drafts;
  std::map<std::string, std::string> tables;  ///< From each to the service that has it.
  for (const inspect::Profile::Group* group : profile.groups()) {
    const std::uint64_t events = group->root.count();
    if (std::string reason = reason_against(*group); !reason.empty()) {
      drafts.undrafted.push_back({group->service, group->record_type, std::move(reason), events});
      continue;
    }
    const std::string table = lower_case(table_of_service(group->service)) + "_" + group->record_type;
    if (const auto [other, is_new] = tables.emplace(table, group->service); !is_new) {
      drafts.undrafted.push_back(
          {group->service, group->record_type,
           fmt::format("its table would have the name of that of the service \"{}\"", other->second),
           events});
      continue;
    }
    const SchemaDraft schema = draft_schema(*group, identification, address);
    ColumnDrafts columns = draft_columns({{{}, &group->root}}, pointer_text(identification.event_id));
    add_wrapper_columns(profile, columns);
    drafts.drafts.push_back(
        {group->service, group->record_type, name_of(*group) + ".yaml",
         head_text(*group) + "\n" + field_text("expect", schema, 0) + "\ntable:\n" + columns_text(columns),
         events, columns.columns.size()});
  }
  return drafts;
}

}  // namespace headgate::author
