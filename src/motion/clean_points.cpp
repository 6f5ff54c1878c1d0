#include "motion/clean_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "motion/find_spikes.h"
#include "motion/find_swaps.h"
#include "numerics/smoothing_spline.h"
#include "numerics/zero_lag.h"

namespace loadshare::motion {
namespace {

constexpr std::size_t smoothed_count_min = 6;

std::vector<PointChange> take_out_doubtful(PointTracks& tracks, const SampleMatrix& confidence,
                                           double confidence_min) {
  std::vector<PointChange> changes;
  if (confidence.rows() != tracks.positions.rows() ||
      confidence.cols() != static_cast<Eigen::Index>(tracks.point_count()))
    return changes;
  for (std::size_t i = 0; i < tracks.point_count(); ++i)
    for (std::size_t k = 0; k < tracks.sample_count(); ++k) {
      const double value = confidence(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i));
      if (!(value < confidence_min) || !tracks.is_seen(k, i)) continue;
      tracks.hide(k, i);
      if (!changes.empty() && changes.back().points[0] == i && changes.back().last + 1 == k)
        changes.back().last = k;
      else
        changes.push_back(
            {CleanStep::doubtful, {i}, k, k, fmt::format("confidence below {:.2f}", confidence_min)});
    }
  return changes;
}

// ---- smoothing ---------------------------------------------------------------------------------

// A coordinate of a point over samples without a gap.
struct Stretch {
  Eigen::Index column = 0;
  std::size_t first = 0;
  std::vector<double> values;
};

std::vector<Stretch> stretches_of(const PointTracks& tracks, std::size_t point) {
  std::vector<Stretch> stretches;
  for (std::size_t k = 0; k < tracks.sample_count(); ++k) {
    if (!tracks.is_seen(k, point)) continue;
    const bool goes_on = k > 0 && tracks.is_seen(k - 1, point);
    const auto dimension = static_cast<std::size_t>(tracks.dimension);
    for (std::size_t d = 0; d < dimension; ++d) {
      if (!goes_on) stretches.push_back({static_cast<Eigen::Index>(dimension * point + d), k, {}});
      Stretch& stretch = goes_on ? stretches[stretches.size() - dimension + d] : stretches.back();
      stretch.values.push_back(tracks.positions(static_cast<Eigen::Index>(k), stretch.column));
    }
  }
  std::erase_if(stretches, [](const Stretch& stretch) { return stretch.values.size() < smoothed_count_min; });
  return stretches;
}

void put(const Stretch& stretch, const std::vector<double>& values, PointTracks& tracks) {
  for (std::size_t i = 0; i < values.size(); ++i)
    tracks.positions(static_cast<Eigen::Index>(stretch.first + i), stretch.column) = values[i];
}

double rate_of(const PointTracks& tracks) {
  return static_cast<double>(tracks.sample_count() - 1) / (tracks.times_s.back() - tracks.times_s.front());
}

void check_evenness(const PointTracks& tracks, double rate_hz, const std::string& where, Diagnostics& notes) {
  constexpr double uneven_ratio = 0.1;
  double worst = 0;
  for (std::size_t k = 1; k < tracks.sample_count(); ++k)
    worst = std::max(worst, std::abs((tracks.times_s[k] - tracks.times_s[k - 1]) * rate_hz - 1));
  if (worst > uneven_ratio)
    notes.flag(
        where,
        fmt::format("samples are not evenly spaced (a step differs by {:.0f} % from the mean); points are "
                    "smoothed as if they were",
                    100 * worst));
}

class Smoother {
 public:
  Smoother(PointTracks& tracks, const CleanOptions& options, CleanedRecording& result)
      : tracks_(tracks), options_(options), result_(result), rate_hz_(rate_of(tracks)) {
    for (std::size_t i = 0; i < tracks.point_count(); ++i) stretches_.push_back(stretches_of(tracks, i));
  }

  void run() {
    if (options_.smoothing == Smoothing::butterworth)
      run_butterworth();
    else
      for (std::size_t i = 0; i < stretches_.size(); ++i) smooth_by_spline(i);
  }

 private:
  // Over the stretches of the points from `first` to before `last`.
  [[nodiscard]] numerics::ResidualAnalysis analyse(std::size_t first, std::size_t last) const {
    std::vector<std::vector<double>> columns;
    for (std::size_t i = first; i < last; ++i)
      for (const auto& stretch : stretches_[i]) columns.push_back(stretch.values);
    return numerics::analyse_residuals(columns, rate_hz_);
  }

  void run_butterworth() {
    const auto whole = analyse(0, stretches_.size());
    if (tracks_.dimension == 3 && whole.noise > 0) result_.noise_m = whole.noise;
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      auto cutoff_hz = options_.cutoff_hz;
      if (!cutoff_hz) cutoff_hz = options_.is_cutoff_by_point ? analyse(i, i + 1).cutoff_hz : whole.cutoff_hz;
      if (!cutoff_hz || stretches_[i].empty()) continue;
      for (const auto& stretch : stretches_[i])
        put(stretch, numerics::zero_lag_butterworth(stretch.values, rate_hz_, *cutoff_hz), tracks_);
      note(i, *cutoff_hz);
    }
  }

  void smooth_by_spline(std::size_t point) {
    double cutoff_ratio = 0, count = 0;
    for (const auto& stretch : stretches_[point]) {
      const auto smooth = numerics::smooth_spline_by_cross_validation(stretch.values, 3);
      put(stretch, smooth.values, tracks_);
      cutoff_ratio += smooth.cutoff_ratio * static_cast<double>(stretch.values.size());
      count += static_cast<double>(stretch.values.size());
    }
    if (count > 0) note(point, rate_hz_ * cutoff_ratio / count);
  }

  void note(std::size_t point, double cutoff_hz) {
    result_.cutoff_hz[point] = cutoff_hz;
    result_.changes.push_back({CleanStep::smoothed,
                               {point},
                               stretches_[point].front().first,
                               stretches_[point].back().first + stretches_[point].back().values.size() - 1,
                               fmt::format("cut off at {:.1f} Hz", cutoff_hz)});
  }

  PointTracks& tracks_;
  const CleanOptions& options_;
  CleanedRecording& result_;
  double rate_hz_;
  std::vector<std::vector<Stretch>> stretches_;  // by point
};

// ---- findings ----------------------------------------------------------------------------------

const std::vector<std::string>& names_of(const capture::Recording& recording) {
  return recording.points.sample_count() > 0 || !recording.image ? recording.points.names
                                                                 : recording.image->names;
}

// "spike taken out: 3 times, in RASI, LASI".
void note_changes(const capture::Recording& recording, const std::vector<PointChange>& changes,
                  Diagnostics& notes) {
  constexpr std::array steps{CleanStep::doubtful,  CleanStep::sides_exchanged, CleanStep::names_exchanged,
                             CleanStep::spike,     CleanStep::filled_by_curve, CleanStep::filled_by_body,
                             CleanStep::left_open, CleanStep::jump_left};
  const auto& names = names_of(recording);
  for (const auto step : steps) {
    std::size_t count = 0;
    std::set<std::string> of;
    for (const auto& change : changes) {
      if (change.step != step) continue;
      ++count;
      for (const auto point : change.points) of.insert(names[point]);
    }
    if (count == 0) continue;
    const auto text = fmt::format("{}: {} times, in {}", name_of(step), count, fmt::join(of, ", "));
    const std::string where = recording.file.string();
    if (step == CleanStep::doubtful || step == CleanStep::left_open)
      notes.leave_out(where, text);
    else if (step == CleanStep::spike || step == CleanStep::filled_by_curve ||
             step == CleanStep::filled_by_body)
      notes.assume(where, text);
    else
      notes.flag(where, text);
  }
}

void note_smoothing(const CleanedRecording& result, const CleanOptions& options, Diagnostics& notes) {
  double least = 1e9, most = 0;
  for (const auto& cutoff : result.cutoff_hz)
    if (cutoff) least = std::min(least, *cutoff), most = std::max(most, *cutoff);
  const std::string where = result.recording.file.string();
  if (most == 0) {
    if (options.smoothing != Smoothing::none)
      notes.assume(where, "points are not smoothed: no noise is seen in them");
    return;
  }
  const auto* what = options.smoothing == Smoothing::spline
                         ? "quintic splines by cross-validation, like a cut-off"
                     : options.cutoff_hz ? "low-pass, with the cut-off that was asked for"
                                         : "low-pass, with a cut-off by residual analysis";
  notes.assume(where, least == most
                          ? fmt::format("points are smoothed ({}): {:.1f} Hz", what, most)
                          : fmt::format("points are smoothed ({}): {:.1f} to {:.1f} Hz", what, least, most));
}

}  // namespace

Result<CleanedRecording> clean_points(const capture::Recording& recording,
                                      const std::vector<PlacedPoint>& points, const model::Model& model,
                                      const CleanOptions& options, Diagnostics& notes) {
  constexpr double cutoff_ratio_max = 0.45;
  CleanedRecording result{recording, {}, {}, {}};
  auto tracks = tracks_of(recording);
  result.cutoff_hz.resize(tracks.point_count());
  if (tracks.sample_count() == 0) return result;
  const auto keep = [&](const std::vector<PointChange>& changes) {
    result.changes.insert(result.changes.end(), changes.begin(), changes.end());
  };
  keep(take_out_doubtful(tracks, recording.confidence, options.confidence_min));
  if (recording.kind == capture::PointKind::keypoint) keep(mend_exchanged_sides(tracks, points, model));
  keep(mend_exchanged_names(tracks, points));
  keep(take_out_spikes(tracks, points));
  keep(fill_gaps(tracks, points, options.gaps));
  note_changes(recording, result.changes, notes);
  if (options.smoothing != Smoothing::none && tracks.sample_count() >= smoothed_count_min) {
    const double rate_hz = rate_of(tracks);
    if (options.cutoff_hz && !(*options.cutoff_hz > 0 && *options.cutoff_hz <= cutoff_ratio_max * rate_hz))
      return Refusal{
          recording.file.string(),
          fmt::format("points at {:.0f} Hz cannot be filtered at {:.1f} Hz", rate_hz, *options.cutoff_hz),
          fmt::format("Ask for a cut-off from 0 to {:.1f} Hz.", cutoff_ratio_max * rate_hz)};
    check_evenness(tracks, rate_hz, recording.file.string(), notes);
    Smoother(tracks, options, result).run();
    note_smoothing(result, options, notes);
  }
  put_tracks(tracks, result.recording);
  return result;
}

}  // namespace loadshare::motion
