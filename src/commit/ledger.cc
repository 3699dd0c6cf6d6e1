// SPDX-License-Identifier: Apache-2.0
#include "commit/ledger.h"

#include <algorithm>

#include "layout/layout.h"

namespace headgate {

/// One source's part of a listing, with the sums of its beginnings: any stretch has its digest at once.
struct Ledger::Listing {
  const std::vector<const ObjectInfo*>& listed;
  std::vector<std::string> keys;
  std::vector<SetDigest> sums;
  std::vector<Difference> found;
};

Result<const LedgerNode*> Ledger::node(const NodeRef& ref) {
  const auto known = read_.find(ref.name);
  if (known != read_.end()) return &known->second;
  TRY(const std::string text, store_->get(ref.name));
  if (!ref.name.ends_with("-" + hash_hex(text) + ".json")) {
    return fail(ErrorCode::Corrupt, "{}/{} is not as it was written", store_->root(), ref.name);
  }
  TRY(LedgerNode read, read_ledger_node(text, store_->root() + "/" + ref.name));
  return &read_.emplace(ref.name, std::move(read)).first->second;
}

Result<std::vector<Ledger::Difference>> Ledger::compare(const std::string& source,
                                                        const std::vector<const ObjectInfo*>& listed) {
  Listing listing{listed, {}, {SetDigest()}, {}};
  listing.keys.reserve(listed.size());
  listing.sums.reserve(listed.size() + 1);
  for (const ObjectInfo* info : listed) {
    listing.keys.push_back(ledger_key(source, info->name));
    SetDigest sum = listing.sums.back();
    sum.add(listed_text(listing.keys.back(), info->etag));
    listing.sums.push_back(sum);
  }
  if (root_) {
    TRY_OK(compare(*root_, listing, 0, listed.size()));
  } else {
    for (const ObjectInfo* info : listed) listing.found.push_back({info, {}});
  }
  return std::move(listing.found);
}

Status Ledger::compare(const NodeRef& ref, Listing& listing, std::size_t first, std::size_t last) {
  if (first == last) return {};
  SetDigest digest = listing.sums[last];
  digest -= listing.sums[first];
  if (last - first == ref.objects && digest == ref.digest) return {};
  TRY(const LedgerNode* here, node(ref));
  for (std::size_t i = 0; i < here->children.size(); ++i) {
    // The last one also takes what stands behind all that is known.
    const bool open = i + 1 == here->children.size();
    const auto end =
        std::upper_bound(listing.keys.begin() + static_cast<std::ptrdiff_t>(first),
                         listing.keys.begin() + static_cast<std::ptrdiff_t>(last), here->children[i].last);
    const std::size_t until = open ? last : static_cast<std::size_t>(end - listing.keys.begin());
    TRY_OK(compare(here->children[i], listing, first, until));
    first = until;
  }
  if (here->level > 0) return {};
  auto entry = here->entries.begin();
  for (; first < last; ++first) {
    const ObjectInfo& info = *listing.listed[first];
    while (entry != here->entries.end() && ledger_key(entry->source, entry->object) < listing.keys[first])
      ++entry;
    const bool known =
        entry != here->entries.end() && ledger_key(entry->source, entry->object) == listing.keys[first];
    if (known && entry->find_etag(info.etag) != nullptr) continue;
    listing.found.push_back({&info, known ? std::optional(*entry) : std::nullopt});
  }
  return {};
}

Result<std::optional<LedgerEntry>> Ledger::find(const std::string& key) {
  if (!root_) return std::nullopt;
  NodeRef ref = *root_;
  for (;;) {
    TRY(const LedgerNode* here, node(ref));
    if (here->level == 0) {
      for (const LedgerEntry& entry : here->entries) {
        if (ledger_key(entry.source, entry.object) == key) return entry;
      }
      return std::nullopt;
    }
    const auto child = std::find_if(here->children.begin(), here->children.end(),
                                    [&](const NodeRef& each) { return key <= each.last; });
    if (child == here->children.end()) return std::nullopt;
    ref = *child;
  }
}

Result<std::string> Ledger::last_name(const std::string& source, const std::string& prefix) {
  const std::string begin = ledger_key(source, prefix);
  std::string bound = begin;
  while (!bound.empty() && bound.back() == '\xff') bound.pop_back();
  if (bound.empty() || !root_) return std::string();
  bound.back() = static_cast<char>(static_cast<unsigned char>(bound.back()) + 1);
  TRY(const std::string key, last_before(*root_, bound));
  return key.starts_with(begin) ? key.substr(source.size() + 1) : std::string();
}

Result<std::string> Ledger::last_before(const NodeRef& ref, const std::string& bound) {
  if (ref.last < bound) return ref.last;
  TRY(const LedgerNode* here, node(ref));
  std::string found;
  for (const LedgerEntry& entry : here->entries) {
    const std::string key = ledger_key(entry.source, entry.object);
    if (key < bound) found = key;
  }
  for (const NodeRef& child : here->children) {
    if (child.last < bound) {
      found = child.last;
      continue;
    }
    TRY(const std::string inside, last_before(child, bound));
    return inside.empty() ? found : inside;
  }
  return found;
}

Status Ledger::add(const LedgerEntries& entries, std::uint64_t seq) {
  if (entries.empty()) return {};
  std::vector<NodeRef> top;
  std::uint32_t level = 0;
  if (root_) {
    TRY(const LedgerNode* here, node(*root_));
    level = here->level;
    TRY(top, add(*root_, entries.begin(), entries.end(), seq));
  } else {
    std::vector<LedgerEntry> all;
    for (const auto& [key, entry] : entries) all.push_back(entry);
    TRY(top, store_leaves(std::move(all), seq));
  }
  while (top.size() > 1) {
    TRY(top, store_inner(std::move(top), ++level, seq));
  }
  root_ = top.front();
  return {};
}

Result<std::vector<NodeRef>> Ledger::add(const NodeRef& ref, Changes first, Changes last, std::uint64_t seq) {
  if (first == last) return std::vector{ref};
  TRY(const LedgerNode* here, node(ref));
  if (here->level == 0) {
    std::vector<LedgerEntry> merged;
    auto entry = here->entries.begin();
    for (; first != last; ++first) {
      for (; entry != here->entries.end(); ++entry) {
        if (ledger_key(entry->source, entry->object) >= first->first) break;
        merged.push_back(*entry);
      }
      if (entry == here->entries.end() || ledger_key(entry->source, entry->object) != first->first) {
        merged.push_back(first->second);
        continue;
      }
      LedgerEntry& known = merged.emplace_back(*entry++);
      for (const Generation& more : first->second.generations) known.add(more);
    }
    merged.insert(merged.end(), entry, here->entries.end());
    return store_leaves(std::move(merged), seq);
  }
  std::vector<NodeRef> children;
  for (std::size_t i = 0; i < here->children.size(); ++i) {
    const NodeRef& child = here->children[i];
    Changes until = last;
    if (i + 1 < here->children.size()) {
      until = std::find_if(first, last, [&](const auto& change) { return change.first > child.last; });
    }
    TRY(auto below, add(child, first, until, seq));
    std::move(below.begin(), below.end(), std::back_inserter(children));
    first = until;
  }
  return store_inner(std::move(children), here->level, seq);
}

Result<std::vector<NodeRef>> Ledger::store_leaves(std::vector<LedgerEntry> entries, std::uint64_t seq) {
  std::vector<NodeRef> refs;
  LedgerNode leaf;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string key = ledger_key(entries[i].source, entries[i].object);
    leaf.entries.push_back(std::move(entries[i]));
    if (i + 1 < entries.size() && !ends_node(key, 0)) continue;
    TRY(refs.emplace_back(), store_node(std::move(leaf), seq));
    leaf = {};
  }
  return refs;
}

Result<std::vector<NodeRef>> Ledger::store_inner(std::vector<NodeRef> children, std::uint32_t level,
                                                 std::uint64_t seq) {
  std::vector<NodeRef> refs;
  LedgerNode inner;
  inner.level = level;
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool ends = i + 1 == children.size() || ends_node(children[i].last, level);
    inner.children.push_back(std::move(children[i]));
    if (!ends) continue;
    TRY(refs.emplace_back(), store_node(std::move(inner), seq));
    inner = {};
    inner.level = level;
  }
  return refs;
}

Result<NodeRef> Ledger::store_node(LedgerNode node, std::uint64_t seq) {
  const std::string text = to_json(node);
  const std::string name = layout::kLedger + layout::digits(seq) + "-" + hash_hex(text) + ".json";
  TRY_OK(store_->put(name, text));
  NodeRef ref = node.ref(name);
  if (node.level > 0) read_.emplace(name, std::move(node));
  return ref;
}

Result<std::vector<LedgerEntry>> Ledger::entries() {
  std::vector<LedgerEntry> entries;
  if (root_) TRY_OK(entries_below(*root_, entries));
  return entries;
}

Status Ledger::entries_below(const NodeRef& ref, std::vector<LedgerEntry>& entries) {
  TRY(const LedgerNode* here, node(ref));
  entries.insert(entries.end(), here->entries.begin(), here->entries.end());
  for (const NodeRef& child : here->children) TRY_OK(entries_below(child, entries));
  return {};
}

Result<std::vector<std::string>> Ledger::node_names() {
  std::vector<std::string> names;
  if (root_) TRY_OK(names_below(*root_, names));
  return names;
}

Status Ledger::names_below(const NodeRef& ref, std::vector<std::string>& names) {
  names.push_back(ref.name);
  TRY(const LedgerNode* here, node(ref));
  for (const NodeRef& child : here->children) {
    if (here->level == 1) {
      names.push_back(child.name);
    } else {
      TRY_OK(names_below(child, names));
    }
  }
  return {};
}

}  // namespace headgate
