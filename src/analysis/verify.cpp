#include "analysis/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/analyse.h"
#include "exercises/published_movement_texts.h"

namespace loadshare::analysis {
namespace {

constexpr double gravity_m_s2 = 9.80665;

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
  Verifier(const ValidityTable& table, Diagnostics& notes, const SettingChange& change)
      : table_(table), notes_(notes), change_(change) {
    for (const auto& row : table.rows) {
      want(row.measure);
      if (const auto base = base_of(row)) want(*base);
    }
    for (const auto& order : table.orders) want(order.more), want(order.less);
    for (const auto& pair : table.pairs)
      for (const auto& line : pair.lines) want(line.one), want(line.other);
  }

  Result<Verification> run(const VerifyProgress& progress) {
    std::size_t done = 0;
    for (auto& [run, analysis] : analyses_) {
      if (progress) progress(run.movement, done++, analyses_.size());
      auto solved = solve(run);
      if (!solved) return solved.refusal();
      analysis = *std::move(solved);
    }
    judge_rows();
    judge_orders();
    judge_pairs();
    judge_correlations();
    std::set<std::string> movements;
    for (const auto& [run, analysis] : analyses_) movements.insert(run.movement);
    result_.movement_count = static_cast<int>(movements.size());
    if (problem_) return *problem_;
    return std::move(result_);
  }

 private:
  void want(const Measure& measure) {
    if (!measure.value) analyses_[measure.run] = {};
  }

  // What a row is divided by where that is another movement.
  static std::optional<Measure> base_of(const ValidityRow& row) {
    if (row.over == "weight" || row.over == "mass" || row.over == "nothing") return std::nullopt;
    Measure base = row.measure;
    base.run.movement = row.over;
    return base;
  }

  Result<Analysis> solve(const MeasuredRun& run) {
    auto read = published_movement(run.movement);
    if (!read) return read.refusal();
    AnalyseInputs inputs;
    inputs.recording = run.movement;
    inputs.movement = *std::move(read);
    inputs.movement->repetitions = 1;  // each is the same
    inputs.feasible_samples_per_phase = 0;
    inputs.measures_fiber_ranges = false;
    inputs.body.given = person(run.person);
    if (!run.altered.empty()) inputs.body.strength.push_back({run.altered, run.strength_ratio});
    if (change_) change_(inputs);
    auto analysis = analyse(inputs, notes_);
    if (!analysis) return analysis.refusal();
    const auto& sharing = analysis->report.sharing;
    if (!sharing.unsolved.empty())
      result_.unsolved.push_back(fmt::format("{}{}: {} of {} samples, first: {}", run.movement,
                                             run.altered.empty() ? "" : ", altered", sharing.unsolved.size(),
                                             sharing.sample_count, sharing.unsolved.front().reason));
    return std::move(*analysis);
  }

  // The first name that is not there is kept as the refusal.
  double take(const Measure& measure) {
    static const Analysis none;
    const auto value = value_of(measure, measure.value ? none : analyses_.at(measure.run));
    if (value) return *value;
    if (!problem_) problem_ = value.refusal();
    return 0;
  }

  [[nodiscard]] const model::Person& person(const std::string& name) const {
    return std::ranges::find(table_.persons, name, &ValidityPerson::name)->person;
  }

  double divisor_of(const ValidityRow& row) {
    if (const auto base = base_of(row)) return take(*base);
    if (row.over == "nothing") return 1;
    const double mass_kg = person(row.measure.run.person).mass_kg;
    return row.over == "mass" ? mass_kg : mass_kg * gravity_m_s2;
  }

  void judge_rows() {
    for (const auto& row : table_.rows) result_.rows.push_back({row, take(row.measure) / divisor_of(row)});
    const auto badness = [](const JudgedRow& judged) {
      return std::pair(!judged.is_within(), std::abs(std::log(std::abs(judged.ratio()))));
    };
    std::ranges::stable_sort(result_.rows,
                             [&](const auto& a, const auto& b) { return badness(a) > badness(b); });
  }

  void judge_orders() {
    for (const auto& order : table_.orders)
      result_.orders.push_back({order, take(order.more), take(order.less)});
    std::ranges::stable_sort(result_.orders, {}, &JudgedOrder::holds);
  }

  void judge_pairs() {
    for (const auto& pair : table_.pairs) {
      JudgedPair judged{pair, {}};
      for (const auto& line : pair.lines) judged.lines.push_back({line, take(line.one), take(line.other)});
      result_.pairs.push_back(std::move(judged));
    }
  }

  void judge_correlations() {
    for (const auto& correlation : table_.correlations) {
      std::vector<double> computed, measured;
      for (const auto& id : correlation.rows)
        for (const auto& judged : result_.rows)
          if (judged.row.id == id) {
            // Rows over another movement are ratios to it; that movement itself counts as one.
            const bool is_base = !base_of(judged.row);
            computed.push_back(is_base ? 1 : judged.computed);
            measured.push_back(is_base ? 1 : judged.row.measured);
          }
      result_.correlations.push_back({correlation, pearson(computed, measured)});
    }
  }

  const ValidityTable& table_;
  Diagnostics& notes_;
  const SettingChange& change_;
  std::map<MeasuredRun, Analysis> analyses_;
  Verification result_;
  std::optional<Refusal> problem_;
};

}  // namespace

bool Verification::passes() const {
  return std::ranges::all_of(rows, &JudgedRow::is_within) &&
         std::ranges::all_of(orders, &JudgedOrder::holds) &&
         std::ranges::all_of(
             pairs, [](const auto& pair) { return std::ranges::all_of(pair.lines, &JudgedLine::holds); }) &&
         std::ranges::all_of(correlations, &JudgedCorrelation::holds);
}

Result<Verification> verify(const ValidityTable& table, Diagnostics& notes, const VerifyProgress& progress,
                            const SettingChange& change) {
  return Verifier(table, notes, change).run(progress);
}

}  // namespace loadshare::analysis
