// Load sharing alone, on synthetic bodies of two sizes (coordinates, muscles), reserves on every
// coordinate: a cycle of 100 samples, cold and from the sample before.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "numerics/box_qp.h"
#include "synthetic_sharing.h"

namespace loadshare {
namespace {

void share(benchmark::State& state, double exponent, bool warm) {
  const auto body =
      testing::make_synthetic_body(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), 6, 7);
  std::vector<numerics::BoxProblem> problems;
  for (int k = 0; k < 100; ++k) {
    problems.push_back(testing::make_synthetic_problem(body, k * 2 * std::numbers::pi / 100, 1, exponent));
  }
  numerics::BoxWorkspace workspace;
  numerics::BoxSolution solution;
  numerics::BoxStart start;
  double factorisations = 0;
  std::size_t k = 0;
  for (auto _ : state) {
    numerics::solve_box_problem(problems[k], {}, start, workspace, solution);
    benchmark::DoNotOptimize(solution.x.data());
    factorisations += solution.factorisations;
    if (solution.status != numerics::BoxStatus::solved) state.SkipWithError("a sample was not solved");
    if (warm) start.multiplier = solution.multiplier;
    k = (k + 1) % problems.size();
  }
  state.counters["factorisations"] = factorisations / static_cast<double>(state.iterations());
  state.counters["samples_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void squares_cold(benchmark::State& state) { share(state, 2, false); }
void squares_warm(benchmark::State& state) { share(state, 2, true); }
void cubes_cold(benchmark::State& state) { share(state, 3, false); }
void cubes_warm(benchmark::State& state) { share(state, 3, true); }

BENCHMARK(squares_cold)->Args({80, 25})->Args({318, 60})->Unit(benchmark::kMicrosecond);
BENCHMARK(squares_warm)->Args({80, 25})->Args({318, 60})->Unit(benchmark::kMicrosecond);
BENCHMARK(cubes_cold)->Args({80, 25})->Args({318, 60})->Unit(benchmark::kMicrosecond);
BENCHMARK(cubes_warm)->Args({80, 25})->Args({318, 60})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace loadshare
