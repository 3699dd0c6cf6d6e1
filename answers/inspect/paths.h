// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "answers/inspect/profile.h"

namespace headgate::inspect {

/// One path of a group, for showing.
struct PathRow {
  std::string path;  ///< `/detail/payload/tags/*`; empty for the event itself.
  std::string name;  ///< Its last part.
  std::size_t depth = 0;
  const PathStats* stats = nullptr;
  std::uint64_t parents = 0;  ///< Objects around it; for `*`, all values there.
  Place missing;              ///< The first object without it, where one is without it.

  [[nodiscard]] bool optional() const { return stats->count() < parents; }
};

/// Gives the paths of a group, each behind the one around it, in the order of the events' text.
std::vector<PathRow> paths_of(const Profile::Group& group);
std::vector<PathRow> paths_of(const PathStats& root);

/// Finds what stands at a place, by the names of members; nullptr in lists, and where keys are data.
const PathStats* find_path(const PathStats& root, const std::vector<std::string>& names);

/// Names a place: an address.
using Address = std::function<std::string(const Place&)>;

/// Gives the type that few values of a path have, where others have another one: what to look at first.
struct Oddity {
  TypeMask type;
  std::uint64_t count = 0;
  Place first;
};
std::vector<Oddity> oddities_of(const PathStats& stats);

/// Says which keys of an object are data where others are names: `keys "0" and "2022-04-19" in 3 places`.
std::string odd_keys_text(const Members& members);

/// Gives values with their share of the occurrences that were drawn; most frequent first.
std::vector<Sample::Entry> drawn(const Values& values);

/// Says how many objects of a kind have each member, and each member inside of one: by pointer from the
/// object.
std::map<std::string, std::uint64_t> present_in(const Members& members, const Kinds::Kind& kind);

/// Writes a whole profile as one JSON object.
std::string to_json(const Profile& profile, const Address& address);

// Parts of that object.

/// Writes how many of each type there are, and the first: an object.
std::string types_json(const PathStats::ByType& counts, const Address& address);
/// Writes the most frequent values: a list.
std::string top_json(const Values& values);

}  // namespace headgate::inspect
