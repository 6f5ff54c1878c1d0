// Measured muscle activity: envelopes of EMG, and which muscles lie under each electrode. A text file of its
// own for `analyze --emg`; docs/emg.md holds the same keys, units and defaults.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"

namespace loadshare::capture {

struct EmgChannel {
  std::string column;                // of the envelopes
  std::vector<std::string> muscles;  // patterns of names: * any run of characters, ? one
  double full = 1;                   // the envelope's value at the greatest voluntary activity
  std::string where;                 // file and line, for refusals
};

struct Emg {
  // .sto or .mot: signals that were rectified and made smooth. As written; read_emg() takes it from the
  // file's folder.
  std::filesystem::path envelopes;
  // The motion's time [s] at which the envelopes begin; none: they run by the motion's own clock.
  std::optional<double> begins_at_s;
  // A deviation of this much of full activity costs as much as one fully active muscle.
  double near = 0.05;
  std::vector<EmgChannel> channels;  // at least one
  std::string where;
};

// A TOML document: `format = 1`, `envelopes`, [[channels]]. Refuses what is no such document, unknown keys, a
// column or channel that stands twice, an envelope without a muscle; each fault with its line.
[[nodiscard]] Result<Emg> parse_emg(std::string_view text, const std::string& where);
[[nodiscard]] Result<Emg> read_emg(const std::filesystem::path& file);

// The envelopes of the channels, in their order, in parts of full activity, by the motion's clock. Refused: a
// column that is not there, a value below zero or above ten times full activity (the wrong column, or a
// signal that was not made an envelope), naming column and time.
[[nodiscard]] Result<TimeSeries> read_envelopes(const Emg& emg, Diagnostics& notes);

}  // namespace loadshare::capture
