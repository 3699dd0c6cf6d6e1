// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/inspect/profile.h"
#include "judge/identify.h"

namespace headgate::inspect {

/// Takes windows into a profile: parses and identifies their frames. One a thread.
class Inspector {
 public:
  explicit Inspector(const Identification& identification)
      : identification_(identification), parser_(identification.unwrap) {}

  /// Takes in every piece of a window, whose `object` is the place of its file in the listing.
  /// `name_of_object` is that file's, as it stands in addresses.
  void inspect(const Window& window, ByteView name_of_object = {});

  [[nodiscard]] Profile& profile() { return profile_; }

 private:
  const Identification& identification_;
  FrameParser parser_;
  Tape tape_;
  Arena arena_;
  Profile profile_;
};

}  // namespace headgate::inspect
