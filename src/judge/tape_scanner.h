// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cut/tape.h"
#include "judge/batch.h"
#include "judge/cast.h"
#include "judge/identify.h"
#include "judge/judge.h"

namespace headgate {

/// The scanner that explains, and the reference for faster ones: parses each frame into a tape of nodes, then
/// identifies, judges and extracts from that. Shares the contracts and the rules, which have to outlive it
/// and what it scanned; keeps buffers of its own.
class TapeScanner : public Scanner {
 public:
  TapeScanner(const Contracts& contracts, const Identification& identification)
      : contracts_(contracts), identification_(identification), parser_(identification.unwrap) {}

  void scan(Batch& batch) override;

 private:
  void frame(Batch& batch, const Piece& piece, Outcome& outcome);
  void warn(Batch& batch, const Plan& plan, Outcome& outcome);
  void judge_wrapper(const Plan& plan, const Piece& piece, const Wrapper* wrapper);

  const Contracts& contracts_;
  const Identification& identification_;
  FrameParser parser_;
  Judge judge_;
  Extractor extractor_;
  Tape tape_;
  Violations violations_, warnings_;
};

}  // namespace headgate
