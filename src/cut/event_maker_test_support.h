// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "cut/cut_test_support.h"

// For the tests of this stage and of those behind it.
namespace headgate::cut_test {

/// Makes events that are shaped like the ones in the field and full of what misleads a framing: quotes,
/// braces and whole JSON texts inside strings, other scripts, empty containers, events inside events.
class EventMaker {
 public:
  explicit EventMaker(Dice& dice) : dice_(dice) {}

  std::string event() {
    std::vector<std::string> members = {
        R"("version":"0")",
        fmt::format(R"("id":"{}")", number()),
        R"("source":"app.event.file")",
        fmt::format(R"("time":"2022-04-{:02}T18:00:00Z")", 1 + dice_.below(28)),
        fmt::format(R"("resources":{})", list(2)),
        fmt::format(R"("detail":{})", detail()),
    };
    for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[dice_.below(i)]);
    return object(members);
  }

 private:
  std::string number() {
    static const std::vector<std::string> kNumbers = {"0", "-1", "12345678901", "0.25", "1e3", "-0.0"};
    return dice_.once_in(2) ? std::to_string(dice_.below(1'000'000)) : dice_.one_of(kNumbers);
  }

  std::string text() {
    static const std::vector<std::string> kBits = {"word",
                                                   " ",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ":",
                                                   ",",
                                                   R"(\")",
                                                   R"(\\)",
                                                   R"(\n)",
                                                   R"(\/)",
                                                   "é",
                                                   "日本",
                                                   "😀",
                                                   R"(\u00e9)",
                                                   R"(\ud83d\ude00)",
                                                   "detail",
                                                   R"({\"detail\":{}})",
                                                   "}{",
                                                   R"(\"}\n{\"detail\":1}\n)",
                                                   R"(\"},{\"a\":\")",
                                                   "null",
                                                   "12",
                                                   "'",
                                                   "//"};
    std::string out = "\"";
    for (std::size_t i = dice_.below(6); i > 0; --i) out += dice_.one_of(kBits);
    return out + "\"";
  }

  std::string value(int depth) {
    switch (dice_.below(depth > 0 ? 8 : 6)) {
      case 0: return number();
      case 1: return dice_.once_in(2) ? "true" : "null";
      case 6: return list(depth);
      case 7: {
        std::vector<std::string> members;
        for (std::size_t i = dice_.below(4); i > 0; --i) {
          members.push_back(fmt::format(R"("k{}":{})", i, value(depth - 1)));
        }
        if (dice_.once_in(6)) members.push_back(fmt::format(R"("detail":{})", value(depth - 1)));
        return object(members);
      }
      default: return text();
    }
  }

  std::string list(int depth) {
    std::string out = "[";
    for (std::size_t i = 0, n = dice_.below(4); i < n; ++i) {
      out += (i == 0 ? "" : "," + blank()) + value(depth - 1);
    }
    return out + "]";
  }

  std::string detail() {
    return object({fmt::format(R"("id":{})", text()), R"("type":"EFEvaluationEvent")",
                   fmt::format(R"("evaluation":{{"service":"microone","payload":{{"text":{},"query":{}}}}})",
                               text(), value(3)),
                   fmt::format(R"("tags":{})", value(2))});
  }

  std::string object(const std::vector<std::string>& members) {
    std::string out = "{";
    for (const std::string& member : members) {
      if (out.size() > 1) out += "," + blank();
      out += member;
    }
    return out + "}";
  }

  std::string blank() { return dice_.once_in(20) ? dice_.once_in(2) ? " " : "\t" : ""; }

  Dice& dice_;
};

}  // namespace headgate::cut_test
