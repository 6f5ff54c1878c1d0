#include "tension/feasible_range.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::tension {

namespace {

// GLPK makes an environment for each thread and leaves it behind when the thread ends.
struct ThreadEnvironment {
  ~ThreadEnvironment() { glp_free_env(); }
};

// GLPK ends the process when it is handed numbers that are none, so they are looked for here.
bool is_usable(const Balance& balance) {
  const bool finite = balance.solved.allFinite() && !balance.lower.hasNaN() && !balance.upper.hasNaN();
  return finite && std::all_of(balance.columns.values.begin(), balance.columns.values.end(),
                               [](double value) { return std::isfinite(value); });
}

void set_bounds(glp_prob* problem, int column, double lower, double upper) {
  const bool below = std::isfinite(lower), above = std::isfinite(upper);
  int type = GLP_FR;
  if (below && above) type = lower < upper ? GLP_DB : GLP_FX;
  if (below && !above) type = GLP_LO;
  if (!below && above) type = GLP_UP;
  glp_set_col_bnds(problem, column, type, lower, upper);
}

// Rows in N m and N, of muscles from 10 N to 10 kN, are brought to a greatest entry of 1. Rows that no
// free unknown reaches say nothing and get no scale.
std::vector<double> row_scales(const Balance& balance) {
  std::vector<double> greatest(static_cast<std::size_t>(balance.columns.row_count), 0);
  for (int i = 0; i < balance.columns.column_count(); ++i) {
    if (balance.is_held[static_cast<std::size_t>(i)]) continue;
    for (int k = balance.columns.starts[i]; k < balance.columns.starts[i + 1]; ++k) {
      auto& entry = greatest[static_cast<std::size_t>(balance.columns.rows[k])];
      entry = std::max(entry, std::abs(balance.columns.values[k]));
    }
  }
  for (auto& entry : greatest) entry = entry > 0 ? 1 / entry : 0;
  return greatest;
}

}  // namespace

void FeasibleSet::Deleter::operator()(glp_prob* problem) const { glp_delete_prob(problem); }

std::optional<FeasibleSet> FeasibleSet::make(const Balance& balance) {
  const auto n = balance.solved.size();
  require(balance.columns.column_count() == n && balance.lower.size() == n && balance.upper.size() == n &&
              static_cast<Eigen::Index>(balance.is_held.size()) == n,
          "a balance has one column, two bounds and one answer per unknown");
  if (!is_usable(balance)) return std::nullopt;
  thread_local const ThreadEnvironment environment;
  static_cast<void>(environment);

  FeasibleSet set;
  set.problem_.reset(glp_create_prob());
  set.solved_ = balance.solved;
  set.column_of_.assign(static_cast<std::size_t>(n), 0);
  glp_prob* problem = set.problem_.get();
  glp_set_obj_dir(problem, GLP_MAX);

  const auto scales = row_scales(balance);
  std::vector<int> row_of(scales.size(), 0);
  std::vector<double> target(scales.size(), 0);
  for (std::size_t r = 0; r < scales.size(); ++r) {
    if (scales[r] > 0) row_of[r] = glp_add_rows(problem, 1);
  }
  std::vector<int> rows{0};
  std::vector<double> values{0};
  for (int i = 0; i < n; ++i) {
    if (balance.is_held[static_cast<std::size_t>(i)]) continue;
    const int column = set.column_of_[static_cast<std::size_t>(i)] = glp_add_cols(problem, 1);
    const double x = balance.solved[i];
    set_bounds(problem, column, std::min(balance.lower[i], x), std::max(balance.upper[i], x));
    rows.resize(1);
    values.resize(1);
    for (int k = balance.columns.starts[i]; k < balance.columns.starts[i + 1]; ++k) {
      const auto r = static_cast<std::size_t>(balance.columns.rows[k]);
      const double entry = balance.columns.values[k] * scales[r];
      if (entry == 0) continue;
      rows.push_back(row_of[r]);
      values.push_back(entry);
      target[r] += entry * x;
    }
    glp_set_mat_col(problem, column, static_cast<int>(rows.size()) - 1, rows.data(), values.data());
  }
  for (std::size_t r = 0; r < scales.size(); ++r) {
    if (row_of[r] > 0) glp_set_row_bnds(problem, row_of[r], GLP_FX, target[r], target[r]);
  }
  glp_std_basis(problem);
  return set;
}

bool FeasibleSet::solve() {
  glp_smcp options;
  glp_init_smcp(&options);
  options.msg_lev = GLP_MSG_OFF;
  // Every activation has two bounds, so that any basis is dual feasible after flipping some from one to the
  // other, and long steps flip many at once: half the time of the primal method on 80 and on 320 muscles.
  // Where the dual method fails, GLPK goes on with the primal one.
  options.meth = GLP_DUALP;
  options.r_test = GLP_RT_FLIP;
  options.presolve = GLP_OFF;
  options.tol_bnd = options.tol_dj = 1e-9;
  // Without a limit a cycle would never end; a programme of 300 columns takes some hundred steps.
  options.it_lim = 20000;
  const auto run = [&] {
    return glp_simplex(problem_.get(), &options) == 0 && glp_get_status(problem_.get()) == GLP_OPT;
  };
  if (run()) return true;
  // A basis near singular: begin again from none, then with GLPK's own tolerances.
  glp_std_basis(problem_.get());
  if (run()) return true;
  options.tol_bnd = options.tol_dj = 1e-7;
  glp_std_basis(problem_.get());
  return run();
}

std::optional<Eigen::VectorXd> FeasibleSet::maximise(const Eigen::VectorXd& objective) {
  require(objective.size() == solved_.size() && objective.allFinite(),
          "an objective has one finite entry per unknown");
  if (glp_get_num_cols(problem_.get()) == 0) return solved_;
  // An objective of greatest entry 1 makes GLPK's tolerances relative.
  const double greatest = objective.cwiseAbs().maxCoeff();
  const double scale = greatest > 0 ? 1 / greatest : 0;
  for (std::size_t i = 0; i < column_of_.size(); ++i) {
    if (column_of_[i] == 0) continue;
    glp_set_obj_coef(problem_.get(), column_of_[i], objective[static_cast<Eigen::Index>(i)] * scale);
  }
  const int was_printing = glp_term_out(GLP_OFF);
  const bool solved = solve();
  glp_term_out(was_printing);
  if (!solved) return std::nullopt;
  Eigen::VectorXd x = solved_;
  for (std::size_t i = 0; i < column_of_.size(); ++i) {
    if (column_of_[i] > 0) x[static_cast<Eigen::Index>(i)] = glp_get_col_prim(problem_.get(), column_of_[i]);
  }
  return x;
}

namespace {

struct Sums {
  double numerator = 0, denominator = 0;
};

// The greatest ratio, for `sign` = 1; minus the least one for -1.
std::optional<double> find_extreme(std::span<const RatioTerm> terms, double start, double scale,
                                   double sign) {
  constexpr int steps_max = 50;
  constexpr double tolerance = 1e-9;
  double ratio = start;
  for (int step = 0; step < steps_max; ++step) {
    Sums sums;
    for (const auto& term : terms) {
      if (term.weight == 0) continue;
      const auto best =
          term.set->maximise(sign * (term.numerator.coefficients - ratio * term.denominator.coefficients));
      if (!best) return std::nullopt;
      sums.numerator += term.weight * term.numerator.at(*best);
      sums.denominator += term.weight * term.denominator.at(*best);
    }
    const double gain = sign * (sums.numerator - ratio * sums.denominator);
    if (!(gain > tolerance * scale) || !(sums.denominator > 0)) return ratio;
    ratio = sums.numerator / sums.denominator;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RatioRange> find_ratio_range(std::span<const RatioTerm> terms) {
  Sums solved;
  for (const auto& term : terms) {
    require(term.set != nullptr && term.weight >= 0, "a term has a set and a weight");
    solved.numerator += term.weight * term.numerator.at(term.set->solved());
    solved.denominator += term.weight * term.denominator.at(term.set->solved());
  }
  if (!(solved.denominator > 0)) return std::nullopt;
  const double start = solved.numerator / solved.denominator;
  const auto least = find_extreme(terms, start, solved.denominator, -1);
  const auto greatest = find_extreme(terms, start, solved.denominator, 1);
  if (!least || !greatest) return std::nullopt;
  // Vertices keep the bounds only to the simplex tolerance.
  return RatioRange{std::clamp(*least, std::min(0.0, start), start),
                    std::clamp(*greatest, start, std::max(1.0, start))};
}

}  // namespace loadshare::tension
