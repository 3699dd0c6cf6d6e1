// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/source.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace headgate::schedule {

void Source::store(const std::string& name, const std::string& content, std::int64_t step) {
  contents_[hash_hex(content)] = content;
  changed_at[name] = step;
  world.perform({Verb::Put, name, {}, std::make_shared<const std::string>(content)});
}

std::string Source::change(double which, double same, double content, std::int64_t step) {
  const auto count = static_cast<double>(world.objects.size() + 1);
  const std::string name = fmt::format("o{}", static_cast<int>(which * count));
  const World::Object* known = world.find(name);
  std::string text = name + ".1";
  if (known != nullptr && same < 0.3) {
    text = *known->bytes;
  } else if (known != nullptr) {
    // The third one also has another size: then nobody has to read it to know that it is new.
    constexpr const char* kContents[] = {".1", ".2", ".33"};
    text = name + kContents[static_cast<int>(content * 3)];
  }
  store(name, text, step);
  return fmt::format("{} is now {}", name, text);
}

const std::string& Source::content_of(const std::string& hash) const {
  static const std::string nothing;
  const auto found = contents_.find(hash);
  return found == contents_.end() ? nothing : found->second;
}

}  // namespace headgate::schedule
