// Measured muscle activity in the load-sharing problem: activations held near the envelopes of an EMG.
//
// Of each channel, with e its measured activity and m_i the strength (greatest isometric force) of its
// muscles,
//   sum_i m_i a_i / sum_i m_i = e + surplus - shortfall,  surplus, shortfall >= 0
// where a deviation of `near` costs as much as one fully active muscle, to the exponent of the cost:
// activations are drawn to what was measured and still balance the motion, as in hybrid methods that adjust
// measured excitations (Sartori et al. 2014, J Biomech 47:3613; Pizzolato et al. 2015, J Biomech 48:3929). No
// motor delay is taken off.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/analysis_report.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/emg.h"
#include "model/model.h"
#include "sharing/share_load.h"

namespace loadshare::analysis {

class MeasuredActivity {
 public:
  // Reads the envelopes and finds them at the motion's times (straight lines between their samples); beyond
  // their ends nothing is held. Refused: what read_envelopes refuses; a channel without a muscle among those
  // in use; a muscle in two channels; envelopes that cover less than half of the motion. Noted: samples
  // without an envelope; activity above full, which is taken as full.
  static Result<MeasuredActivity> make(const capture::Emg& emg, const model::Model& model,
                                       const std::vector<std::size_t>& used_muscles,
                                       std::span<const double> times_s, Diagnostics& notes);

  [[nodiscard]] std::size_t channel_count() const { return channels_.size(); }
  // Adds a condition a channel; returns the first.
  int add_to(sharing::SharingLayout& layout) const;
  // Their rows and targets. Allocates nothing.
  void fill(int first_condition, std::size_t sample, sharing::SharingSample& out) const;
  // activation: samples x muscles in use; samples with a value that is not finite, and those
  // without an envelope, are left out.
  [[nodiscard]] ReportMeasuredActivity compare(const SampleMatrix& activation) const;

 private:
  struct Member {
    Eigen::Index muscle = 0;  // among those in use
    double part = 0;          // of the channel's strength
  };
  struct Channel {
    std::string column;
    std::vector<Member> members;
    std::vector<std::string> names;
  };
  double near_ = 0.05;
  std::vector<Channel> channels_;
  SampleMatrix measured_;  // samples x channels
};

}  // namespace loadshare::analysis
