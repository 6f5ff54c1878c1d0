// A bar on a terminal for work that takes longer than two seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

namespace loadshare::cli {

class ProgressBar {
 public:
  using Clock = std::function<std::chrono::duration<double>()>;  // time since any fixed instant

  // Draws nothing where `is_terminal` is false.
  ProgressBar(std::ostream& out, bool is_terminal, Clock clock);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  // Wipes the bar away.
  ~ProgressBar();

  // May be called from several threads. Draws at most ten times a second.
  void show(std::string_view stage, std::size_t done, std::size_t total);

 private:
  std::ostream& out_;
  const bool is_terminal_;
  const Clock clock_;
  const std::chrono::duration<double> start_;
  std::chrono::duration<double> last_drawn_{};
  bool is_drawn_ = false;
  std::mutex lock_;
};

}  // namespace loadshare::cli
