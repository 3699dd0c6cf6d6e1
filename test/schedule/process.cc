// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/process.h"

#include <algorithm>
#include <utility>

namespace headgate::schedule {

namespace {

/// Gives the bytes as they were opened. Of a pinned object each read takes half of it at most, and is an
/// operation of its own: it may change in between.
class Reading : public ByteSource {
 public:
  Reading(Process& process, World& world, Op op, Bytes bytes, std::size_t at)
      : process_(process), world_(world), op_(std::move(op)), bytes_(std::move(bytes)), at_(at) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    std::size_t n = std::min(size, bytes_->size() - at_);
    if (!op_.more.empty()) {
      const Answer answer = process_.ask(world_, op_);
      if (answer.error) return forward(*answer.error);
      n = std::min(n, (bytes_->size() + 1) / 2);
    }
    std::copy_n(bytes_->data() + at_, n, buffer);
    at_ += n;
    return n;
  }

 private:
  Process& process_;
  World& world_;
  Op op_;
  Bytes bytes_;
  std::size_t at_;
};

class Sink : public ByteSink {
 public:
  Sink(ObjectStore& store, std::string name) : store_(store), name_(std::move(name)) {}

  Status append(ByteView bytes) override {
    bytes_ += bytes;
    return {};
  }
  Status finish() override { return store_.put(name_, bytes_); }

 private:
  ObjectStore& store_;
  std::string name_, bytes_;
};

Bytes bytes_of(ByteView bytes) { return std::make_shared<const std::string>(bytes); }

}  // namespace

Process::Process(std::string name, std::function<std::string(Process&)> life)
    : name_(std::move(name)), fiber_([this, life = std::move(life)] {
        if (is_dead_) return;
        try {
          end_ = life(*this);
        } catch (const Killed&) {
        } catch (const std::exception& wrong) {
          complain = [what = std::string(wrong.what())] { throw Violation{"it throws: " + what}; };
        }
      }) {}

void Process::enter() {
  asked_ = nullptr;
  fiber_.enter();
  if (complain && !is_dead_) complain();
}

void Process::begin() { enter(); }

void Process::go_on(Answer answer) {
  answer_ = std::move(answer);
  enter();
}

void Process::kill() {
  is_dead_ = true;
  if (!fiber_.has_ended()) enter();
}

Answer Process::ask(World& world, const Op& op) {
  if (!is_dead_) {
    asked_ = &op;
    asked_of_ = &world;
    fiber_.leave();
    if (is_dead_) throw Killed{};
    return std::move(answer_);
  }
  return {.error = Error{ErrorCode::Io, "asked by a dead process"}};
}

Result<ListedPage> ProcessStore::list_page(const std::string& prefix, const std::string& after, Unlistable*) {
  Answer answer = process_.ask(world_, {Verb::List, prefix, after, {}});
  if (answer.error) return forward(std::move(*answer.error));
  return ListedPage{std::move(answer.infos), /*is_last=*/true};
}

Result<ObjectInfo> ProcessStore::stat(const std::string& name) {
  Answer answer = process_.ask(world_, {Verb::Stat, name, {}, {}});
  if (answer.error) return forward(std::move(*answer.error));
  return std::move(answer.infos.front());
}

Result<std::unique_ptr<ByteSource>> ProcessStore::open(const std::string& name, const std::string& etag,
                                                       std::uint64_t offset, std::uint64_t length) {
  Answer answer = process_.ask(world_, {Verb::Open, name, etag, {}});
  if (answer.error) return forward(std::move(*answer.error));
  const std::size_t at = std::min<std::uint64_t>(offset, answer.bytes->size());
  if (length < answer.bytes->size() - at)
    answer.bytes = std::make_shared<const std::string>(answer.bytes->substr(0, at + length));
  return std::make_unique<Reading>(process_, world_, Op{Verb::Read, name, etag, {}}, std::move(answer.bytes),
                                   at);
}

Result<std::string> ProcessStore::read_whole(const std::string& name) {
  Answer answer = process_.ask(world_, {Verb::Open, name, {}, {}});
  if (answer.error) return forward(std::move(*answer.error));
  return *answer.bytes;
}

Result<std::unique_ptr<ByteSink>> ProcessStore::create(const std::string& name) {
  return std::make_unique<Sink>(*this, name);
}

Status ProcessStore::write(const Op& op) {
  Answer answer = process_.ask(world_, op);
  if (answer.error) return forward(std::move(*answer.error));
  return {};
}

Status ProcessStore::put(const std::string& name, ByteView bytes) {
  return write({Verb::Put, name, {}, bytes_of(bytes)});
}

Status ProcessStore::put_if_absent(const std::string& name, ByteView bytes) {
  return write({Verb::PutIfAbsent, name, {}, bytes_of(bytes)});
}

Status ProcessStore::copy(const std::string& source, const std::string& target) {
  return write({Verb::Copy, source, target, {}});
}

Status ProcessStore::remove(const std::string& name) { return write({Verb::Remove, name, {}, {}}); }

Result<bool> ProcessStore::is_gone(const std::string& writer) {
  Answer answer = process_.ask(world_, {Verb::IsGone, writer, {}, {}});
  if (answer.error) return forward(std::move(*answer.error));
  return answer.is_gone;
}

Status ProcessStore::remove_unfinished() { return write({Verb::RemoveUnfinished, "", {}, {}}); }

}  // namespace headgate::schedule
