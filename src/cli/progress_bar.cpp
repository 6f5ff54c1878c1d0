#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace loadshare::cli {
namespace {

constexpr std::chrono::duration<double> wait{2.0};
constexpr std::chrono::duration<double> between{0.1};
constexpr std::size_t width = 30;
constexpr std::string_view wipe = "\r\x1b[K";

}  // namespace

ProgressBar::ProgressBar(std::ostream& out, bool is_terminal, Clock clock)
    : out_(out), is_terminal_(is_terminal), clock_(std::move(clock)), start_(clock_()) {}

ProgressBar::~ProgressBar() {
  if (is_drawn_) out_ << wipe << std::flush;
}

void ProgressBar::show(std::string_view stage, std::size_t done, std::size_t total) {
  if (!is_terminal_) return;
  const std::lock_guard guard(lock_);
  const auto now = clock_();
  if (now - start_ < wait || (is_drawn_ && now - last_drawn_ < between)) return;
  const double ratio =
      total == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(ratio * static_cast<double>(width));
  out_ << fmt::format("{}[{}{}] {:3.0f} %  {}", wipe, std::string(filled, '#'),
                      std::string(width - filled, '.'), 100 * ratio, stage)
       << std::flush;
  is_drawn_ = true;
  last_drawn_ = now;
}

}  // namespace loadshare::cli
