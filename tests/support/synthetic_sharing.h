// Load-sharing problems of physiological shape for tests and benchmarks: a root that only reserves
// reach, limbs and a trunk of coordinates in series, muscles that each span one to six neighbours.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "numerics/box_qp.h"

namespace loadshare::testing {

struct SyntheticBody {
  Eigen::MatrixXd moment_arms_m;  // muscles x coordinates, at phase 0
  Eigen::MatrixXd swing_m;        // how they change over a cycle
  Eigen::VectorXd strength_N, moment_Nm, moment_swing_Nm;
  int coordinate_count = 0, muscle_count = 0;
};

// `root` coordinates are reached by reserves alone.
inline SyntheticBody make_synthetic_body(int muscle_count, int coordinate_count, int root, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  SyntheticBody body;
  body.coordinate_count = coordinate_count;
  body.muscle_count = muscle_count;
  body.moment_arms_m = Eigen::MatrixXd::Zero(muscle_count, coordinate_count);
  body.swing_m = body.moment_arms_m;
  body.strength_N.resize(muscle_count);
  const int chain = coordinate_count - root;
  for (int i = 0; i < muscle_count; ++i) {
    const int span = std::min(chain, 1 + static_cast<int>(unit(random) * 6));
    const int first = root + std::min(chain - span, static_cast<int>(unit(random) * chain));
    for (int j = first; j < first + span; ++j) {
      body.moment_arms_m(i, j) = 0.12 * (unit(random) - 0.5);
      body.swing_m(i, j) = 0.02 * (unit(random) - 0.5);
    }
    body.strength_N[i] = 100 + 2900 * unit(random) * unit(random);
  }
  // Moments that activations around a fifth would make: feasible, with some muscles at a bound.
  Eigen::VectorXd held(muscle_count), swung(muscle_count);
  for (int i = 0; i < muscle_count; ++i) {
    held[i] = 0.3 * unit(random) * body.strength_N[i];
    swung[i] = 0.3 * unit(random) * body.strength_N[i];
  }
  body.moment_Nm = body.moment_arms_m.transpose() * held;
  body.moment_swing_Nm = body.moment_arms_m.transpose() * swung;
  for (int j = 0; j < root; ++j) body.moment_Nm[j] = 50 * (unit(random) - 0.5);
  return body;
}

// The problem of one instant of a cyclic movement; a reserve of optimal force `reserve` per coordinate.
inline numerics::BoxProblem make_synthetic_problem(const SyntheticBody& body, double phase_rad,
                                                   double reserve = 1, double exponent = 2) {
  const int m = body.coordinate_count, n = body.muscle_count + (reserve > 0 ? m : 0);
  const double infinity = std::numeric_limits<double>::infinity();
  numerics::BoxProblem problem;
  problem.exponent = exponent;
  problem.columns.clear(m);
  for (int i = 0; i < body.muscle_count; ++i) {
    for (int j = 0; j < m; ++j) {
      const double arm = body.moment_arms_m(i, j) + std::sin(phase_rad) * body.swing_m(i, j);
      if (arm != 0) problem.columns.append(j, arm * body.strength_N[i]);
    }
    problem.columns.close_column();
  }
  problem.weight = Eigen::VectorXd::Ones(n);
  problem.lower = Eigen::VectorXd::Constant(n, -infinity);
  problem.upper = Eigen::VectorXd::Constant(n, infinity);
  problem.lower.head(body.muscle_count).setZero();
  problem.upper.head(body.muscle_count).setOnes();
  for (int j = 0; j < m && reserve > 0; ++j) {
    problem.columns.append(j, reserve);
    problem.columns.close_column();
  }
  problem.target = body.moment_Nm + std::sin(phase_rad + 0.7) * body.moment_swing_Nm;
  return problem;
}

}  // namespace loadshare::testing
