// The least and greatest value of a share over every force distribution that balances a sample.
//
// The share is a ratio of two linear forms and the distributions are a polytope, so this is a
// linear-fractional programme. It is solved by Dinkelbach's method (Management Science 13, 1967, 492):
// N/D reaches its maximum lambda* where max (N - lambda D) = 0, and lambda <- N/D at the maximiser
// converges to it from below, superlinearly. Each step is a linear programme over the same polytope with
// another objective, which the simplex method (GLPK) enters at the basis where it last stopped; a
// single programme after Charnes and Cooper (1962) gives the same value, but its polytope differs
// from share to share and has a row more for every muscle. The tests hold one against the other.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "numerics/column_matrix.h"

struct glp_prob;

namespace loadshare::tension {

// What the load-sharing solver balanced at a sample, and how.
struct Balance {
  numerics::ColumnMatrix columns;  // A, rows x unknowns: generalised force per unit of each unknown
  Eigen::VectorXd lower, upper;    // by unknown; may be infinite
  Eigen::VectorXd solved;          // by unknown: the answer found
  // By unknown: it stays at `solved`. Reserves are held: they stand for what is missing, and a range
  // that let them move would be one of another load.
  std::vector<bool> is_held;
};

// {x : A x = A x_solved, lower <= x <= upper, held unknowns at x_solved}: never empty, because the answer
// itself is in it. (An answer that breaks a bound by a rounding widens that bound.)
// Move-only. To be used and destroyed on the thread that made it: GLPK keeps its memory by thread.
class FeasibleSet {
 public:
  // None where a number of the balance is not finite (bounds may be infinite).
  // Precondition: shapes agree.
  static std::optional<FeasibleSet> make(const Balance& balance);

  // A point of the set at which the objective is greatest; none where it is unbounded or the simplex
  // method fails. The greatest value does not depend on the calls before, beyond the solver's
  // tolerance of 1e-9; which of several best points is returned can. Precondition: one finite entry per
  // unknown.
  [[nodiscard]] std::optional<Eigen::VectorXd> maximise(const Eigen::VectorXd& objective);

  [[nodiscard]] const Eigen::VectorXd& solved() const { return solved_; }

 private:
  struct Deleter {
    void operator()(glp_prob* problem) const;
  };
  FeasibleSet() = default;
  [[nodiscard]] bool solve();

  std::unique_ptr<glp_prob, Deleter> problem_;
  Eigen::VectorXd solved_;
  std::vector<int> column_of_;  // by unknown: column of the programme from 1, or 0 where it is held
};

struct LinearForm {
  double constant = 0;
  Eigen::VectorXd coefficients;  // by unknown

  [[nodiscard]] double at(const Eigen::VectorXd& x) const { return constant + coefficients.dot(x); }
};

// One instant of a ratio sum_k weight N_k / sum_k weight D_k, each instant with a set of its own.
struct RatioTerm {
  FeasibleSet* set = nullptr;
  double weight = 1;  // at least 0
  LinearForm numerator, denominator;
};

struct RatioRange {
  double min = 0, max = 0;
};

// The range contains the ratio at the solved points. None where that ratio has no positive denominator, or
// where a linear programme failed. Precondition: 0 <= numerators <= denominators over their sets.
[[nodiscard]] std::optional<RatioRange> find_ratio_range(std::span<const RatioTerm> terms);

}  // namespace loadshare::tension
