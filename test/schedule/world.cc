// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace headgate::schedule {

namespace {

Answer refuse(ErrorCode code, const std::string& name) {
  return {.error = Error{code, fmt::format("'{}' in the world", name)}};
}

ObjectInfo info_of(const std::string& name, const World::Object& object) {
  return {name, object.bytes->size(), std::to_string(object.etag)};
}

}  // namespace

bool writes(Verb verb) { return verb >= Verb::Put; }

std::string describe(const Op& op) {
  constexpr const char* kVerbs[] = {"list", "stat",          "open", "read",  "is_gone", "remove_unfinished",
                                    "put",  "put_if_absent", "copy", "remove"};
  static_assert(std::size(kVerbs) == static_cast<std::size_t>(Verb::Remove) + 1);
  return fmt::format("{} {}{}{}", kVerbs[static_cast<std::size_t>(op.verb)], op.name,
                     op.more.empty() ? "" : " ", op.more);
}

const World::Object* World::find(const std::string& name) const {
  const auto found = objects.find(name);
  return found == objects.end() ? nullptr : &found->second;
}

void World::place(const std::string& name, Bytes bytes, bool is_late) {
  objects[name] = {std::move(bytes), ++etags_, is_late};
  changed.push_back(name);
}

Answer World::perform(const Op& op) {
  Answer answer;
  switch (op.verb) {
    case Verb::List: {
      auto at = op.more < op.name ? objects.lower_bound(op.name) : objects.upper_bound(op.more);
      for (; at != objects.end() && at->first.starts_with(op.name); ++at)
        answer.infos.push_back(info_of(at->first, at->second));
      return answer;
    }
    case Verb::Stat:
    case Verb::Open:
    case Verb::Read: {
      const Object* object = find(op.name);
      if (op.verb == Verb::Read && object == nullptr) return refuse(ErrorCode::Changed, op.name);
      if (object == nullptr) return refuse(ErrorCode::NotFound, op.name);
      if (!op.more.empty() && op.more != std::to_string(object->etag))
        return refuse(ErrorCode::Changed, op.name);
      answer.infos.push_back(info_of(op.name, *object));
      answer.bytes = object->bytes;
      return answer;
    }
    case Verb::IsGone:
      answer.is_gone = std::find(gone.begin(), gone.end(), op.name) != gone.end();
      return answer;
    case Verb::RemoveUnfinished: return answer;
    case Verb::PutIfAbsent:
      if (find(op.name) != nullptr) return refuse(ErrorCode::Exists, op.name);
      [[fallthrough]];
    case Verb::Put:
      ++writes;
      place(op.name, op.bytes, false);
      return answer;
    case Verb::Copy: {
      const Object* object = find(op.name);
      if (object == nullptr) return refuse(ErrorCode::NotFound, op.name);
      ++writes;
      place(op.more, Bytes(object->bytes), object->has_landed_late);
      return answer;
    }
    case Verb::Remove:
      ++writes;
      if (objects.erase(op.name) > 0) changed.push_back(op.name);
      return answer;
  }
  return answer;
}

void World::send_late(Op op, std::int64_t now) {
  if (op.verb == Verb::Copy) {
    const Object* object = find(op.name);
    if (object == nullptr) return;
    op = {Verb::Put, op.more, {}, object->bytes};
  }
  late.push_back({std::move(op), now});
}

Op World::land(std::size_t at) {
  Op op = std::move(late[at].op);
  late.erase(late.begin() + static_cast<std::ptrdiff_t>(at));
  if (!perform(op).error && op.verb == Verb::Put) objects[op.name].has_landed_late = true;
  return op;
}

}  // namespace headgate::schedule
