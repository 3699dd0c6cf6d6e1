// SPDX-License-Identifier: Apache-2.0
#include "answers/find/siblings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "layout/data_name.h"
#include "pipeline/report.h"
#include "read/stored_lines.h"

namespace headgate::find {

namespace {

constexpr std::size_t kAddresses = 3;

/// Is what violations of different events have to share.
struct Likeness {
  std::string code, rule, pointer;

  explicit Likeness(const StoredViolation& violation)
      : code(violation.code), rule(violation.rule), pointer(generalised(violation.pointer)) {}
  auto operator<=>(const Likeness&) const = default;

  /// Gives what the line of every record that has it must hold: looked for before a line is parsed.
  [[nodiscard]] std::string mark() const {
    std::string text = "\"rule\":";
    append_json_string(text, rule);
    return text;
  }
};

/// A record that is like the event in some of its violations.
struct Alike {
  std::uint64_t file_offset = 0;
  std::uint32_t likeness = 0;  ///< In the list of those of the event.
};

/// What one file of dirty_json holds of siblings, for each likeness.
struct FileSiblings {
  struct Of {
    std::uint64_t count = 0;
    std::optional<Micros> first_event_time;
    std::vector<std::string> addresses;
  };
  std::vector<Of> of;
};

void earlier(std::optional<Micros>& first, Micros time) { first = std::min(first.value_or(time), time); }

class SiblingSearch {
 public:
  SiblingSearch(const Search& search, const FoundFrame& frame, std::vector<Likeness> likenesses)
      : search_(search), frame_(frame), likenesses_(std::move(likenesses)) {
    std::set<std::string> marks;
    for (const Likeness& likeness : likenesses_) marks.insert(likeness.mark());
    marks_.assign(marks.begin(), marks.end());
  }

  /// Looks through one file of dirty_json.
  Result<FileSiblings> look(const LiveTask& task, const std::string& final_name) const {
    FileSiblings found;
    found.of.resize(likenesses_.size());
    std::vector<Alike> alike;
    TRY(const std::string file, search_.snapshot.place_of(task, final_name));
    TRY(auto lines, StoredLines::open(search_.snapshot.store(), file));
    for (;;) {
      TRY(const bool there, lines.next());
      if (!there) break;
      if (!may_be_alike(lines.line())) continue;
      TRY(const DirtyRecord record, read_dirty_record(lines.line(), file, Reading::WithoutBytes));
      take(record, lines.offset(), found, alike);
    }
    if (!alike.empty()) TRY_OK(read_times(task, final_name, alike, found));
    return found;
  }

 private:
  [[nodiscard]] bool may_be_alike(ByteView line) const {
    return std::any_of(marks_.begin(), marks_.end(),
                       [&](const std::string& mark) { return line.find(mark) != ByteView::npos; });
  }

  void take(const DirtyRecord& record, std::uint64_t file_offset, FileSiblings& found,
            std::vector<Alike>& alike) const {
    std::set<Likeness> of_record;
    for (const StoredViolation& violation : record.violations) of_record.emplace(violation);
    for (std::uint32_t i = 0; i < likenesses_.size(); ++i) {
      if (!of_record.contains(likenesses_[i])) continue;
      alike.push_back({file_offset, i});
      ++found.of[i].count;
      if (found.of[i].addresses.size() < kAddresses && record.address != frame_.address)
        found.of[i].addresses.push_back(record.address.text());
    }
  }

  /// The records have no time of their event; the rows of the frame index have, in the same order.
  Status read_times(const LiveTask& task, const std::string& final_name, const std::vector<Alike>& alike,
                    FileSiblings& found) const {
    auto next = alike.begin();
    return search_.scan(task, task.frame_index(), {"file", "file_offset", "event_time"},
                        [&](std::uint64_t, const std::vector<ScannedCell>& cells) {
                          if (cells[0].text != final_name) return true;
                          const auto offset = static_cast<std::uint64_t>(cells[1].number);
                          for (; next != alike.end() && next->file_offset == offset; ++next) {
                            if (!cells[2].is_null)
                              earlier(found.of[next->likeness].first_event_time, cells[2].number);
                          }
                          return next != alike.end();
                        });
  }

  const Search& search_;
  const FoundFrame& frame_;
  std::vector<Likeness> likenesses_;
  std::vector<std::string> marks_;
};

/// Says whether a file holds lines of the service and record type of another, and gives which.
std::optional<layout::Output> lines_beside(const std::string& final_name, const layout::DataName& other) {
  const auto name = layout::DataName::parse(final_name);
  if (!name || name->service.empty() || name->service != other.service ||
      name->record_type != other.record_type)
    return {};
  return name->output;
}

/// Counts the events of a service and record type as the manifests do.
std::uint64_t count_events(const Snapshot& snapshot, const layout::DataName& like) {
  std::uint64_t events = 0;
  for (const LiveTask& task : snapshot.tasks()) {
    for (const StagedFile& file : task.manifest.files()) {
      if (lines_beside(file.final_name, like)) events += file.rows;
    }
  }
  return events;
}

std::vector<Likeness> distinct(const std::vector<StoredViolation>& violations) {
  std::vector<Likeness> likenesses;
  for (const StoredViolation& violation : violations) {
    const Likeness likeness(violation);
    if (std::find(likenesses.begin(), likenesses.end(), likeness) == likenesses.end())
      likenesses.push_back(likeness);
  }
  return likenesses;
}

}  // namespace

Result<std::vector<Siblings>> find_siblings(const Search& search, const FoundFrame& frame,
                                            const std::vector<StoredViolation>& violations) {
  const auto own = layout::DataName::parse(frame.file);
  if (!own) return fail(ErrorCode::Corrupt, "{} is no name of a file of lines", frame.file);
  std::vector<std::pair<const LiveTask*, std::string>> files;
  for (const LiveTask& task : search.snapshot.tasks()) {
    for (const StagedFile& file : task.manifest.files()) {
      if (lines_beside(file.final_name, *own) == layout::Output::DirtyJson)
        files.emplace_back(&task, file.final_name);
    }
  }
  const std::vector<Likeness> likenesses = distinct(violations);
  const SiblingSearch siblings_of(search, frame, likenesses);
  std::vector<FileSiblings> found(files.size());
  TRY_OK(search.look_through("counting events that fail alike", files.size(), [&](std::size_t i) -> Status {
    TRY(found[i], siblings_of.look(*files[i].first, files[i].second));
    return {};
  }));

  const std::uint64_t events = count_events(search.snapshot, *own);
  std::vector<Siblings> all;
  for (std::size_t k = 0; k < likenesses.size(); ++k) {
    Siblings& siblings = all.emplace_back();
    siblings.code = likenesses[k].code;
    siblings.rule = likenesses[k].rule;
    siblings.pointer = likenesses[k].pointer;
    siblings.events = events;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const FileSiblings::Of& of = found[i].of[k];
      if (of.count == 0) continue;
      if (siblings.first_commit == nullptr) siblings.first_commit = files[i].first->commit.get();
      siblings.others += of.count;
      if (of.first_event_time) earlier(siblings.first_event_time, *of.first_event_time);
      for (const std::string& address : of.addresses) {
        if (siblings.addresses.size() < kAddresses) siblings.addresses.push_back(address);
      }
    }
    if (siblings.others != 0) --siblings.others;  // The event is like itself.
  }
  return all;
}

}  // namespace headgate::find
