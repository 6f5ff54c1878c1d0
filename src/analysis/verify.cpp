#include "analysis/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/analyse.h"
#include "exercises/published_movement_texts.h"

namespace loadshare::analysis {
namespace {

constexpr double gravity_m_s2 = 9.80665;

double greatest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values)
    if (std::isfinite(value) && std::abs(value) > std::abs(most)) most = value;
  return most;
}

Result<exercises::Movement> published_movement(const std::string& name) {
  for (const auto& text : exercises::published_movement_texts())
    if (text.name == name) return exercises::parse_movement(text.text, std::string(text.where));
  return Refusal{"data/validity.toml", "there is no movement called '" + name + "' among the program's own",
                 "Name a file of exercises/ without its ending."};
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mean_x += x[i] / count, mean_y += y[i] / count;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

class Verifier {
 public:
  Verifier(const ValidityTable& table, Diagnostics& notes) : table_(table), notes_(notes) {
    for (const auto& row : table.rows) {
      want(row.person, row.movement);
      if (row.over != "weight") want(row.person, row.over);
    }
    for (const auto& order : table.orders) {
      want(order.person, order.more);
      want(order.person, order.less);
    }
  }

  Result<Verification> run(const VerifyProgress& progress) {
    std::size_t done = 0;
    for (auto& [key, report] : reports_) {
      if (progress) progress(key.second, done++, reports_.size());
      auto solved = solve(key.first, key.second);
      if (!solved) return solved.refusal();
      report = *std::move(solved);
    }
    judge_rows();
    judge_orders();
    judge_correlations();
    result_.movement_count = static_cast<int>(reports_.size());
    if (problem_) return *problem_;
    return std::move(result_);
  }

 private:
  using Key = std::pair<std::string, std::string>;  // person, movement

  void want(const std::string& person, const std::string& movement) { reports_[{person, movement}] = {}; }

  Result<AnalysisReport> solve(const std::string& person, const std::string& movement) {
    auto read = published_movement(movement);
    if (!read) return read.refusal();
    AnalyseInputs inputs;
    inputs.recording = movement;
    inputs.movement = *std::move(read);
    inputs.feasible_samples_per_phase = 0;
    for (const auto& candidate : table_.persons)
      if (candidate.name == person) inputs.body.given = candidate.person;
    auto analysis = analyse(inputs, notes_);
    if (!analysis) return analysis.refusal();
    const auto& sharing = analysis->report.sharing;
    if (!sharing.unsolved.empty())
      result_.unsolved.push_back(fmt::format("{}: {} of {} samples, first: {}", movement,
                                             sharing.unsolved.size(), sharing.sample_count,
                                             sharing.unsolved.front().reason));
    return std::move(analysis->report);
  }

  // In newtons. The first name that is not there is kept as the refusal.
  double load_N(const std::string& person, const std::string& movement, const std::string& at,
                LoadQuantity quantity, const std::string& group) {
    const auto& report = reports_.at({person, movement});
    if (quantity == LoadQuantity::group_tension) {
      for (const auto& cut : report.tension.cuts)
        for (const auto& candidate : cut.groups)
          if (cut.name == at && candidate.group == group) return greatest(candidate.tension_N);
    } else {
      for (const auto& load : report.joint_loads) {
        if (load.cut != at) continue;
        if (quantity == LoadQuantity::compression) return greatest(load.compression_N);
        if (quantity == LoadQuantity::shear) return greatest(load.shear_forward_N);
        return greatest(load.resultant_N);
      }
    }
    if (!problem_)
      problem_ = Refusal{"data/validity.toml", fmt::format("the body has no {} {}", at, group),
                         "Name one that it has."};
    return 0;
  }

  double mass_kg(const std::string& person) const {
    for (const auto& candidate : table_.persons)
      if (candidate.name == person) return candidate.person.mass_kg;
    return 0;
  }

  void judge_rows() {
    for (const auto& row : table_.rows) {
      const double load = load_N(row.person, row.movement, row.at, row.quantity, "");
      const double over = row.over == "weight" ? mass_kg(row.person) * gravity_m_s2
                                               : load_N(row.person, row.over, row.at, row.quantity, "");
      result_.rows.push_back({row, load / over});
    }
    const auto badness = [](const JudgedRow& judged) {
      return std::pair(!judged.is_within(), std::abs(std::log(std::abs(judged.ratio()))));
    };
    std::ranges::stable_sort(result_.rows,
                             [&](const auto& a, const auto& b) { return badness(a) > badness(b); });
  }

  void judge_orders() {
    for (const auto& order : table_.orders)
      result_.orders.push_back(
          {order, load_N(order.person, order.more, order.at, order.quantity, order.more_group),
           load_N(order.person, order.less, order.less_at, order.quantity, order.less_group)});
    std::ranges::stable_sort(result_.orders, {}, &JudgedOrder::holds);
  }

  void judge_correlations() {
    for (const auto& correlation : table_.correlations) {
      std::vector<double> computed, measured;
      for (const auto& id : correlation.rows)
        for (const auto& judged : result_.rows)
          if (judged.row.id == id) {
            // Rows over another movement are ratios to it; that movement itself counts as one.
            const bool is_base = judged.row.over == "weight";
            computed.push_back(is_base ? 1 : judged.computed);
            measured.push_back(is_base ? 1 : judged.row.measured);
          }
      result_.correlations.push_back({correlation, pearson(computed, measured)});
    }
  }

  const ValidityTable& table_;
  Diagnostics& notes_;
  std::map<Key, AnalysisReport> reports_;
  Verification result_;
  std::optional<Refusal> problem_;
};

}  // namespace

bool Verification::passes() const {
  return std::ranges::all_of(rows, &JudgedRow::is_within) &&
         std::ranges::all_of(orders, &JudgedOrder::holds) &&
         std::ranges::all_of(correlations, &JudgedCorrelation::holds);
}

Result<Verification> verify(const ValidityTable& table, Diagnostics& notes, const VerifyProgress& progress) {
  return Verifier(table, notes).run(progress);
}

}  // namespace loadshare::analysis
