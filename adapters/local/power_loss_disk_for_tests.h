// SPDX-License-Identifier: Apache-2.0
//
// What a disk holds, and what it may hold after a power cut: of a file stay the bytes up to its last fsync,
// and of those behind it none, all or some. Of a folder stay the entries as of its last fsync, and of the
// changes since then any. That is more than file systems lose, and all that they may.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace headgate::power_loss {

namespace fs = std::filesystem;

/// Says how much is tried at each moment.
struct Effort {
  unsigned random_states =
      12;                 ///< Beside the plain ones: all or nothing of what is pending, and all but one.
  unsigned newest = 6;    ///< How many of the newest changes are left out, or alone there, one by one.
  std::size_t every = 1;  ///< Looks at every n-th moment.
  unsigned seed = 1;
};

enum class What { Entry, Bytes, FileSync, FolderSync };

/// Describes one change of what a disk holds, or that what was changed became durable.
struct Change {
  What what;
  int node = 0;      ///< The file or folder that changes.
  std::string text;  ///< The entry's name, or the bytes.
  int child = -1;    ///< Whom the entry names then; nobody.
};

/// Plays the changes again, and keeps apart what is durable and what is pending.
struct Disk {
  struct Folder {
    std::map<std::string, int> durable;
    std::vector<std::pair<std::string, int>> pending;
  };
  struct File {
    std::string bytes;
    std::size_t durable = 0;
  };

  std::map<int, Folder> folders;
  std::map<int, File> files;

  void play(const Change& change) {
    switch (change.what) {
      case What::Entry: folders[change.node].pending.emplace_back(change.text, change.child); break;
      case What::Bytes: files[change.node].bytes += change.text; break;
      case What::FileSync: files[change.node].durable = files[change.node].bytes.size(); break;
      case What::FolderSync: {
        Folder& folder = folders[change.node];
        for (const auto& [name, child] : folder.pending) set(folder.durable, name, child);
        folder.pending.clear();
      }
    }
  }

  static void set(std::map<std::string, int>& entries, const std::string& name, int child) {
    if (child < 0) {
      entries.erase(name);
    } else {
      entries[name] = child;
    }
  }

  /// Says which pending changes of entries last, by folder and number, and how many bytes of a file do.
  struct Fate {
    std::function<bool(int folder, std::size_t change)> entry;
    std::function<std::size_t(int file, std::size_t durable, std::size_t all)> bytes;
  };

  /// By path: the node, and how many bytes of it are there; -1 of a folder.
  using Tree = std::map<std::string, std::pair<int, std::ptrdiff_t>>;

  /// Gives what is there then.
  Tree tree(const Fate& fate) const {
    Tree paths;
    std::map<int, std::ptrdiff_t> sizes;  // a file has one size, under all its names
    std::vector<std::pair<std::string, int>> todo = {{"", 0}};
    while (!todo.empty()) {
      const auto [path, node] = todo.back();
      todo.pop_back();
      if (const auto file = files.find(node); file != files.end()) {
        const auto [size, unknown] = sizes.try_emplace(node);
        if (unknown) {
          const File& it = file->second;
          size->second = static_cast<std::ptrdiff_t>(fate.bytes(node, it.durable, it.bytes.size()));
        }
        paths[path] = {node, size->second};
        continue;
      }
      paths[path] = {node, -1};
      const auto folder = folders.find(node);
      if (folder == folders.end()) continue;
      auto entries = folder->second.durable;
      for (std::size_t i = 0; i < folder->second.pending.size(); ++i) {
        const auto& [name, child] = folder->second.pending[i];
        if (fate.entry(node, i)) set(entries, name, child);
      }
      for (const auto& [name, child] : entries) todo.emplace_back(path + "/" + name, child);
    }
    return paths;
  }

  /// Makes a folder hold that and nothing else.
  void make(const fs::path& root, const Tree& paths) const {
    fs::remove_all(root);
    std::map<int, fs::path> first;
    for (const auto& [name, what] : paths) {
      const fs::path path = root.string() + name;
      if (what.second < 0) {
        fs::create_directory(path);
      } else if (const auto [it, fresh] = first.try_emplace(what.first, path); !fresh) {
        fs::create_hard_link(it->second, path);
      } else {
        std::ofstream(path, std::ios::binary).write(files.at(what.first).bytes.data(), what.second);
      }
    }
  }

  /// Gives the fates to try: all or nothing of what is pending, all but one, one alone, and random ones.
  std::vector<Fate> fates(const Effort& effort, std::mt19937& random) const;
};

inline std::vector<Disk::Fate> Disk::fates(const Effort& effort, std::mt19937& random) const {
  const auto none = [](int, std::size_t durable, std::size_t) { return durable; };
  const auto all = [](int, std::size_t, std::size_t size) { return size; };
  const auto some = [&random](int, std::size_t durable, std::size_t size) {
    return std::uniform_int_distribution<std::size_t>(durable, size)(random);
  };
  const auto any = [&random, none, all, some](int file, std::size_t durable, std::size_t size) {
    const auto which = random() % 3;
    return which == 0   ? none(file, durable, size)
           : which == 1 ? all(file, durable, size)
                        : some(file, durable, size);
  };
  std::vector<Fate> fates;
  for (const bool entries : {true, false}) {
    const auto same = [entries](int, std::size_t) { return entries; };
    for (const auto& bytes : std::vector<decltype(Fate::bytes)>{none, all, some})
      fates.push_back({same, bytes});
  }
  for (const auto& [folder, it] : folders) {
    const std::size_t oldest = it.pending.size() - std::min<std::size_t>(it.pending.size(), effort.newest);
    for (std::size_t i = oldest; i < it.pending.size(); ++i) {
      for (const bool alone : {true, false}) {
        fates.push_back({[folder = folder, i, alone](int of, std::size_t change) {
                           return (of == folder && change == i) == alone;
                         },
                         any});
      }
    }
  }
  for (unsigned i = 0; i < effort.random_states; ++i) {
    const auto bias = 1 + random() % 7;  // of eight
    fates.push_back({[&random, bias](int, std::size_t) { return random() % 8 < bias; }, any});
  }
  return fates;
}

}  // namespace headgate::power_loss
