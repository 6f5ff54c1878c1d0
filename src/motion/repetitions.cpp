#include "motion/repetitions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/require.h"
#include "numerics/turning_points.h"

namespace loadshare::motion {
namespace {

// Whether the signal is longer in the upper quarter of its range than in the lower one.
bool dwells_high(std::span<const double> times_s, std::span<const double> signal, double low, double high) {
  const double band = (high - low) / 4;
  double up_s = 0, down_s = 0;
  for (std::size_t i = 0; i + 1 < signal.size(); ++i) {
    const double step_s = times_s[i + 1] - times_s[i];
    if (signal[i] > high - band) up_s += step_s;
    if (signal[i] < low + band) down_s += step_s;
  }
  if (std::abs(up_s - down_s) < 0.05 * (up_s + down_s)) return signal[0] > (low + high) / 2;
  return up_s > down_s;
}

// How far the signal is from rest towards the turn; 0 at rest.
struct Way {
  std::span<const double> times_s, signal;
  double rest = 0, turn = 0;  // values of the signal

  [[nodiscard]] double ratio(std::size_t i) const { return (signal[i] - rest) / (turn - rest); }
  // The time between i and i + 1 at which the ratio is `at`.
  [[nodiscard]] double crossing_s(std::size_t i, double at) const {
    const double a = ratio(i), b = ratio(i + 1);
    const double part = a == b ? 0.5 : std::clamp((at - a) / (b - a), 0.0, 1.0);
    return times_s[i] + part * (times_s[i + 1] - times_s[i]);
  }
};

// What the signal does at rest beside the turn: the median of its samples between the turn and `end` that lie
// in the tenth of the way nearest to the extreme there.
double rest_level(std::span<const double> signal, std::size_t turn, std::size_t extreme, std::size_t end) {
  const double way = signal[turn] - signal[extreme];
  const auto [from, to] = std::minmax(turn, end);
  std::vector<double> at_rest;
  for (std::size_t i = from; i <= to; ++i)
    if ((signal[i] - signal[extreme]) / way < 0.1) at_rest.push_back(signal[i]);
  const auto middle = at_rest.begin() + static_cast<std::ptrdiff_t>(at_rest.size() / 2);
  std::ranges::nth_element(at_rest, middle);
  return *middle;
}

double leaving_s(const Way& way, std::size_t first, std::size_t turn, double edge_ratio) {
  for (std::size_t i = turn; i-- > first;)
    if (way.ratio(i) <= edge_ratio) return way.crossing_s(i, edge_ratio);
  return way.times_s[first];
}

double returning_s(const Way& way, std::size_t turn, std::size_t last, double edge_ratio) {
  for (std::size_t i = turn; i < last; ++i)
    if (way.ratio(i + 1) <= edge_ratio) return way.crossing_s(i, edge_ratio);
  return way.times_s[last];
}

// The stretch about the turn within hold_ratio of it.
void find_hold(const Way& way, std::size_t first, std::size_t turn, std::size_t last,
               const RepetitionSettings& settings, Repetition& repetition) {
  const double level = 1 - settings.hold_ratio;
  std::size_t from = turn, to = turn;
  while (from > first && way.ratio(from - 1) >= level) --from;
  while (to < last && way.ratio(to + 1) >= level) ++to;
  repetition.turn_start_s = way.times_s[from];
  repetition.turn_end_s = way.times_s[to];
  if (repetition.turn_end_s - repetition.turn_start_s >= settings.hold_s_min) return;
  repetition.turn_start_s = repetition.turn_end_s = way.times_s[turn];
}

struct Reach {
  std::size_t first = 0, turn = 0, last = 0;  // samples: the extremes before and after, and the turn
  std::size_t before = 0, after = 0;  // how far the rest beside it goes: to the turns before and after
  bool has_start = true, has_end = true;
};

Repetition measure(std::span<const double> times_s, std::span<const double> signal, const Reach& reach,
                   const RepetitionSettings& settings) {
  Repetition repetition;
  const double turn = signal[reach.turn];
  const Way out{
      times_s, signal,
      reach.has_start ? rest_level(signal, reach.turn, reach.first, reach.before) : signal[reach.first],
      turn};
  const Way back{times_s, signal,
                 reach.has_end ? rest_level(signal, reach.turn, reach.last, reach.after) : signal[reach.last],
                 turn};
  repetition.range = std::max(std::abs(turn - out.rest), std::abs(turn - back.rest));
  repetition.is_whole = reach.has_start && reach.has_end;
  repetition.start_s =
      reach.has_start ? leaving_s(out, reach.before, reach.turn, settings.edge_ratio) : times_s[reach.first];
  repetition.end_s =
      reach.has_end ? returning_s(back, reach.turn, reach.after, settings.edge_ratio) : times_s[reach.last];
  find_hold(reach.has_start ? out : back, reach.first, reach.turn, reach.last, settings, repetition);
  return repetition;
}

double median_range(const std::vector<Repetition>& repetitions) {
  std::vector<double> ranges;
  for (const auto& repetition : repetitions) ranges.push_back(repetition.range);
  const auto middle = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() / 2);
  std::ranges::nth_element(ranges, middle);
  return *middle;
}

}  // namespace

std::vector<Repetition> find_repetitions(std::span<const double> times_s, std::span<const double> signal,
                                         const RepetitionSettings& settings) {
  require(times_s.size() == signal.size(), "one value a time");
  if (signal.size() < 3) return {};
  const auto [low, high] = std::ranges::minmax(signal);
  if (high - low < settings.range_min_rad) return {};
  const auto extremes = numerics::find_turning_points(signal, settings.turn_ratio * (high - low));
  const bool rests_high = dwells_high(times_s, signal, low, high);
  std::vector<Repetition> found;
  for (std::size_t e = 0; e < extremes.size(); ++e) {
    if (extremes[e].is_high == rests_high) continue;
    Reach reach;
    reach.turn = extremes[e].sample;
    reach.has_start = e > 0;
    reach.has_end = e + 1 < extremes.size();
    reach.first = reach.has_start ? extremes[e - 1].sample : 0;
    reach.last = reach.has_end ? extremes[e + 1].sample : signal.size() - 1;
    reach.before = e >= 2 ? extremes[e - 2].sample : 0;
    reach.after = e + 2 < extremes.size() ? extremes[e + 2].sample : signal.size() - 1;
    found.push_back(measure(times_s, signal, reach, settings));
  }
  if (found.empty()) return found;
  const double least = settings.like_ratio * median_range(found);
  std::erase_if(found, [&](const Repetition& repetition) { return repetition.range < least; });
  return found;
}

}  // namespace loadshare::motion
