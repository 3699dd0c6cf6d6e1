// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

namespace headgate::http {

/// Bounds how many requests are under way at once by what the server bears: one more for each that it took
/// while all were in use, half as many when it asks for fewer. Any thread.
class FlowWindow {
 public:
  /// Begins with `max`, which is at least 1.
  explicit FlowWindow(unsigned max) : max_(max) {}

  /// Lets one request be under way as long as it lives; waits until it may.
  class Pass {
   public:
    explicit Pass(FlowWindow& window) : window_(window) { window_.enter(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() { window_.leave(); }

   private:
    FlowWindow& window_;
  };

  /// Tells what became of a request.
  void took();
  void asked_for_fewer();

  [[nodiscard]] unsigned size();

 private:
  void enter();
  void leave();

  std::mutex mutex_;
  std::condition_variable room_;
  const unsigned max_;
  double size_ = max_;
  unsigned under_way_ = 0;
  unsigned refused_together_ = 0, answered_since_ = 0;  ///< By the window when it was halved last.
};

}  // namespace headgate::http
