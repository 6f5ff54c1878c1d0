#include "service/check_recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/require.h"
#include "capture/storage.h"
#include "service/column_names.h"

namespace loadshare::service {
namespace {

// A person who moves turns some joint by more than this many degrees, and none by this many radians.
constexpr double least_movement_deg = 3.2;
constexpr double most_angle_rad = 7.0;
// Less than this on average is no ground force [N].
constexpr double least_support_N = 20;
// Heights of people's marker sets, from a crawling child to raised arms [m].
constexpr double least_extent_m = 0.2, most_extent_m = 3.5;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void note_sampling(const Sampling& sampling, const std::string& where, Diagnostics& notes) {
  if (sampling.gap_count > 0)
    notes.flag(where,
               fmt::format("{} gap{} in time, the longest {:.4g} s (a step is {:.4g} s)", sampling.gap_count,
                           sampling.gap_count == 1 ? "" : "s", sampling.step_s_max, 1.0 / sampling.rate_Hz));
  else if (!sampling.is_even)
    notes.flag(where, fmt::format("time does not run evenly: steps of {:.4g} to {:.4g} s",
                                  sampling.step_s_min, sampling.step_s_max));
}

std::string axis_name(int axis, double sign) {
  return fmt::format("{}{}", sign < 0 ? '-' : '+', "xyz"[axis]);
}

// The greatest absolute number of each column.
std::vector<double> greatest_by_column(const TimeSeries& series, const std::vector<std::string>& labels) {
  std::vector<double> greatest;
  for (const auto& label : labels) {
    const auto column = series.find_column(label);
    require(column.has_value(), "labels are those of the series");
    greatest.push_back(series.values.col(static_cast<Eigen::Index>(*column)).cwiseAbs().maxCoeff());
  }
  return greatest;
}

void check_angles(const TimeSeries& series, const std::vector<std::string>& labels, FileCheck& check,
                  Diagnostics& notes) {
  AngleUnits units;
  units.is_said = series.in_degrees.has_value();
  units.is_in_degrees = capture::angles_are_in_degrees(series, check.file, notes);
  const auto greatest = greatest_by_column(series, labels);
  units.greatest_in_file = *std::max_element(greatest.begin(), greatest.end());
  // One column may hold what is no angle at all, or a turn that is counted on.
  const auto beyond = static_cast<std::size_t>(
      std::count_if(greatest.begin(), greatest.end(), [](double angle) { return angle > most_angle_rad; }));
  std::string names_beyond;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (greatest[i] > most_angle_rad) names_beyond += (names_beyond.empty() ? "" : ", ") + labels[i];
  const bool many_beyond = beyond >= std::min<std::size_t>(3, greatest.size());
  const std::string where = check.file.string();
  const std::string by = units.is_said ? "the header says" : "it is assumed";
  if (units.is_in_degrees && units.greatest_in_file > 0 && units.greatest_in_file < least_movement_deg)
    notes.flag(where,
               fmt::format("angles look like radians: none is beyond {:.3g}, yet {} that they are in degrees",
                           units.greatest_in_file, by));
  if (!units.is_in_degrees && many_beyond)
    notes.flag(where,
               fmt::format("angles look like degrees: they reach {:.4g}, yet {} that they are in radians",
                           units.greatest_in_file, by));
  else if (!units.is_in_degrees && beyond > 0)
    notes.flag(where, fmt::format("in radians, yet beyond a whole turn: {}", names_beyond));
  check.angles = units;
}

// Forces of the ground point up, so that their columns tell which way up is.
void check_forces(const TimeSeries& series, const std::vector<std::string>& labels, FileCheck& check,
                  Diagnostics& notes) {
  Vec3 mean = Vec3::Zero();
  for (const auto& label : labels) {
    const char last = static_cast<char>(std::tolower(static_cast<unsigned char>(label.back())));
    const int axis = last >= 'x' ? last - 'x' : last - '1';
    if (axis < 0 || axis > 2) continue;
    mean[axis] += series.values.col(static_cast<Eigen::Index>(*series.find_column(label))).mean();
  }
  Eigen::Index axis = 0;
  const double greatest_N = mean.cwiseAbs().maxCoeff(&axis);
  if (greatest_N < least_support_N) return;
  const auto name = axis_name(static_cast<int>(axis), mean[axis]);
  check.facts.push_back({"support", fmt::format("{:.4g} N on average along {}", greatest_N, name)});
  if (name != "+y")
    notes.flag(
        check.file.string(),
        fmt::format("looks like {} up (most of the force is along it); models stand along +y, and nothing "
                    "is turned",
                    name));
}

// Longest time that a marker is missing, from the sample before to the sample after.
MarkerGaps find_gaps(const capture::MarkerRecording& recording, std::size_t marker) {
  MarkerGaps gaps{recording.names[marker]};
  const std::size_t count = recording.sample_count();
  for (std::size_t i = 0; i < count;) {
    if (recording.is_seen(i, marker)) {
      ++i;
      continue;
    }
    const std::size_t first = i;
    while (i < count && !recording.is_seen(i, marker)) ++i;
    gaps.missing_count += i - first;
    const double from_s = recording.times_s[first == 0 ? 0 : first - 1];
    const double to_s = recording.times_s[i == count ? count - 1 : i];
    gaps.longest_s = std::max(gaps.longest_s, to_s - from_s);
  }
  return gaps;
}

enum class BodyPart { other, upper, foot };

BodyPart part_named(std::string_view marker) {
  std::string name;
  for (const char c : marker)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto holds = [&](std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return name.find(part) != std::string::npos; });
  };
  if (holds({"head", "shoulder", "nose", "acr", "clav", "sternum", "strn", "fhd", "bhd", "neck"}) ||
      name == "c7")
    return BodyPart::upper;
  if (holds({"heel", "toe", "ankle", "calc", "cal", "mt5", "mt1", "5meta", "malleo", "lmal", "mmal"}))
    return BodyPart::foot;
  return BodyPart::other;
}

struct Extent {
  Vec3 mean = Vec3::Zero();
  std::size_t count = 0;
};

Extent mean_place(const capture::MarkerRecording& recording, BodyPart part) {
  Extent extent;
  for (std::size_t m = 0; m < recording.names.size(); ++m) {
    if (part_named(recording.names[m]) != part) continue;
    for (std::size_t i = 0; i < recording.sample_count(); ++i) {
      if (!recording.is_seen(i, m)) continue;
      extent.mean += recording.position_m(i, m);
      ++extent.count;
    }
  }
  if (extent.count > 0) extent.mean /= static_cast<double>(extent.count);
  return extent;
}

// Median over samples of the extent of all seen markers along an axis.
double typical_extent(const capture::MarkerRecording& recording, int axis) {
  std::vector<double> extents;
  for (std::size_t i = 0; i < recording.sample_count(); ++i) {
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    for (std::size_t m = 0; m < recording.names.size(); ++m) {
      if (!recording.is_seen(i, m)) continue;
      const double place = recording.position_m(i, m)[axis];
      least = std::min(least, place), greatest = std::max(greatest, place);
    }
    if (greatest >= least) extents.push_back(greatest - least);
  }
  return extents.empty() ? std::numeric_limits<double>::quiet_NaN() : median_of(std::move(extents));
}

// The one axis along which every marker lies above the floor, and its extent is the greatest.
UpAxis up_by_floor(const capture::MarkerRecording& recording) {
  constexpr double below_floor_m = -0.1;
  int found = -1;
  Vec3 extent;
  for (int axis = 0; axis < 3; ++axis) extent[axis] = typical_extent(recording, axis);
  for (int axis = 0; axis < 3; ++axis) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t m = 0; m < recording.names.size(); ++m)
      for (std::size_t i = 0; i < recording.sample_count(); ++i)
        if (recording.is_seen(i, m)) least = std::min(least, recording.position_m(i, m)[axis]);
    const bool is_greatest = extent[axis] >= extent.maxCoeff();
    if (least >= below_floor_m && least < 0.5 && is_greatest) found = axis;
  }
  if (found < 0) return {"", "no markers of head and feet are known by name, and no axis stands out"};
  return {axis_name(found, 1), "all markers lie above zero along it, and it is the longest extent"};
}

void note_never_seen(const MarkerCheck& markers, std::size_t sample_count, const std::string& where,
                     Diagnostics& notes) {
  std::string names;
  std::size_t count = 0;
  for (const auto& gaps : markers.gaps) {
    if (gaps.missing_count < sample_count) continue;
    names += (count++ == 0 ? "" : ", ") + gaps.marker;
  }
  if (count > 0)
    notes.flag(where, fmt::format("{} marker{} never seen: {}", count, count == 1 ? " is" : "s are", names));
}

void note_up_axis(const MarkerCheck& markers, const std::string& where, Diagnostics& notes) {
  if (markers.up.axis.empty())
    notes.assume(where, "which way is up cannot be told (" + markers.up.reason + "): +y is taken");
  else if (markers.up.axis != "+y")
    notes.flag(where, fmt::format("looks like {} up ({}); models stand along +y, and nothing is turned",
                                  markers.up.axis, markers.up.reason));
  if (markers.height_m < least_extent_m || markers.height_m > most_extent_m)
    notes.flag(where, fmt::format("the markers reach {:.3g} m high: are the units {}?", markers.height_m,
                                  markers.units_in_file));
}

}  // namespace

Sampling measure_sampling(const std::vector<double>& times_s) {
  require(!times_s.empty(), "there is a sample");
  Sampling sampling;
  sampling.sample_count = times_s.size();
  sampling.start_s = times_s.front(), sampling.end_s = times_s.back();
  if (times_s.size() < 2) return sampling;
  std::vector<double> steps;
  for (std::size_t i = 1; i < times_s.size(); ++i) steps.push_back(times_s[i] - times_s[i - 1]);
  const auto [least, greatest] = std::minmax_element(steps.begin(), steps.end());
  sampling.step_s_min = *least, sampling.step_s_max = *greatest;
  const double mean_s = (sampling.end_s - sampling.start_s) / static_cast<double>(steps.size());
  // Written times are rounded, so that the middle step of 60 Hz may be 0.017 s: where steps are even their
  // mean is the better measure.
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const double even_s = sampling.start_s + mean_s * static_cast<double>(i);
    if (std::abs(times_s[i] - even_s) > 0.1 * mean_s) sampling.is_even = false;
  }
  const double step_s = sampling.is_even ? mean_s : median_of(steps);
  sampling.rate_Hz = 1.0 / step_s;
  sampling.gap_count = static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](double step) { return step > 1.5 * step_s; }));
  return sampling;
}

void check_series(const TimeSeries& series, FileCheck& check, Diagnostics& notes) {
  check.title = series.name;
  check.sampling = measure_sampling(series.times_s);
  note_sampling(*check.sampling, check.file.string(), notes);
  check.columns = sort_columns(series.labels);
  const auto is_angles = [](const ColumnKind& kind) { return kind.kind == "angles"; };
  const auto angles = std::find_if(check.columns.begin(), check.columns.end(), is_angles);
  if (angles != check.columns.end()) check_angles(series, angles->names, check, notes);
  const auto forces = std::find_if(check.columns.begin(), check.columns.end(),
                                   [](const ColumnKind& kind) { return kind.kind == "forces"; });
  if (forces != check.columns.end()) check_forces(series, forces->names, check, notes);
}

UpAxis find_up_axis(const capture::MarkerRecording& recording) {
  constexpr double least_height_m = 0.3;
  const auto upper = mean_place(recording, BodyPart::upper), foot = mean_place(recording, BodyPart::foot);
  if (upper.count == 0 || foot.count == 0) return up_by_floor(recording);
  const Vec3 from_feet = upper.mean - foot.mean;
  Eigen::Index axis = 0;
  const double height = from_feet.cwiseAbs().maxCoeff(&axis);
  Vec3 others = from_feet.cwiseAbs();
  others[axis] = 0;
  // Someone who lies or crawls has the head beside the feet, not above them.
  if (height < least_height_m || others.maxCoeff() > 0.7 * height)
    return {"", "head and feet lie along no axis"};
  return {axis_name(static_cast<int>(axis), from_feet[axis]),
          fmt::format("head and shoulders are {:.2g} m from the feet along it", height)};
}

void check_markers(const capture::MarkerRecording& recording, FileCheck& check, Diagnostics& notes) {
  const std::string where = check.file.string();
  check.title = recording.name;
  check.sampling = measure_sampling(recording.times_s);
  note_sampling(*check.sampling, where, notes);
  MarkerCheck markers;
  markers.units_in_file = recording.units_in_file;
  markers.rate_Hz_said = recording.rate_hz;
  markers.marker_count = recording.names.size();
  for (std::size_t m = 0; m < recording.names.size(); ++m) {
    const auto side = side_named(recording.names[m]);
    markers.right_count += side == NamedSide::right ? 1 : 0;
    markers.left_count += side == NamedSide::left ? 1 : 0;
    auto gaps = find_gaps(recording, m);
    markers.missing_count += gaps.missing_count;
    if (gaps.missing_count > 0) markers.gaps.push_back(std::move(gaps));
  }
  std::stable_sort(markers.gaps.begin(), markers.gaps.end(),
                   [](const auto& a, const auto& b) { return a.missing_count > b.missing_count; });
  note_never_seen(markers, recording.sample_count(), where, notes);
  markers.up = find_up_axis(recording);
  const auto axis = markers.up.axis.empty() ? std::string::npos : std::string("xyz").find(markers.up.axis[1]);
  markers.height_m = axis == std::string::npos ? std::numeric_limits<double>::quiet_NaN()
                                               : typical_extent(recording, static_cast<int>(axis));
  note_up_axis(markers, where, notes);
  check.markers = std::move(markers);
}

}  // namespace loadshare::service
