// SPDX-License-Identifier: Apache-2.0
#include "route/wrapper_record.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_pointer.h"

namespace headgate {

namespace {

Wrapper::Part part_of(const std::string& word) {
  for (const auto part : {Wrapper::Part::Whole, Wrapper::Part::Head, Wrapper::Part::Tail})
    if (name(part) == word) return part;
  throw std::runtime_error("\"part\" is whole, head or tail");
}

std::vector<std::string> tokens_of(const std::string& way) {
  if (way.empty()) return {};
  auto tokens = split_json_pointer(way);
  if (!tokens) throw std::runtime_error("\"way\" is no JSON pointer");
  return std::move(*tokens);
}

}  // namespace

void append_wrapper_record(std::string& out, const Wrapper& wrapper, const ObjectLabel& object) {
  JsonObject record(out);
  record.text("address", Address{object.name, wrapper.offset, wrapper.length}.text());
  record.text("object", object.name);
  record.number("offset", static_cast<std::int64_t>(wrapper.offset));
  record.number("length", static_cast<std::int64_t>(wrapper.length));
  record.text("part", name(wrapper.part));
  record.text("way", wrapper.place.way.empty() ? "" : pointer_text(wrapper.place.way));
  wrapper.outer == nullptr ? record.null("wrapper")
                           : record.number("wrapper", static_cast<std::int64_t>(wrapper.outer->offset));
  record.number("array", static_cast<std::int64_t>(wrapper.array));
  record.text("raw", wrapper.own.view());
  record.end();
  out += '\n';
}

Result<WrapperRecord> read_wrapper_record(ByteView line, const std::string& place) {
  try {
    const auto json = nlohmann::json::parse(line);
    WrapperRecord record;
    record.address = {json.at("object"), json.at("offset"), json.at("length")};
    if (!json.at("wrapper").is_null()) record.outer = json.at("wrapper").get<std::uint64_t>();
    record.wrapper = parse_wrapper(json.at("raw").get_ref<const std::string&>());
    if (record.wrapper == nullptr) throw std::runtime_error("\"raw\" is no JSON");
    record.wrapper->part = part_of(json.at("part"));
    record.wrapper->offset = record.address.offset;
    record.wrapper->length = record.address.length;
    record.wrapper->place = wrapper_place(tokens_of(json.at("way")));
    record.wrapper->array = json.at("array");
    return record;
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} is no record of a wrapper that this version of Headgate can read: {}",
                place, wrong.what());
  }
}

}  // namespace headgate
