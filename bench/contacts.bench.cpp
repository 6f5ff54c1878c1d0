// What contacts cost a sample of the built-in body: each of its contact points on a floor that reaches all of
// them (the dearest case), and on one that it stands on.
#include "dynamics/contacts.h"

#include <benchmark/benchmark.h>

#include <algorithm>

#include "moved_body.h"

namespace loadshare::bench {
namespace {

// measure, fill_columns and fill_control_max.
void measure_and_fill(benchmark::State& state, const dynamics::ContactSettings& settings) {
  const auto& own = testing::built_in_body();
  testing::MovedBody body(own.model);
  body.move_to(body.default_values());
  capture::Support floor;
  floor.name = floor.kind = "floor";
  floor.friction = 0.6;
  const auto heel = std::ranges::find(own.contacts, "heel_r", &model::ContactPoint::name);
  floor.point_G.y() = (body.pose.X_GB[heel->body.at()] * heel->p_B).y();
  Diagnostics notes;
  const auto made = dynamics::Contacts::make(body.model, body.skeleton, body.couplings, own.contacts,
                                             std::vector{floor}, {}, settings, notes);
  if (!made) return state.SkipWithError(made.refusal().text().c_str());
  const auto edges = static_cast<Eigen::Index>(made->edge_count());
  Eigen::MatrixXd columns(static_cast<Eigen::Index>(body.free_count()), edges);
  Eigen::VectorXd control_max(edges);
  auto workspace = made->make_workspace();
  for (auto _ : state) {
    made->measure(body.pose, workspace);
    made->fill_columns(body.pose, body.hinges, body.tangent(), workspace, columns);
    made->fill_control_max(workspace, control_max);
    benchmark::DoNotOptimize(columns.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["points"] = static_cast<double>(made->pairs().size());
  state.counters["pressed"] = static_cast<double>(
      std::ranges::count_if(workspace.states, [](const auto& at) { return at.strength_ratio > 0; }));
}

void all_pressed(benchmark::State& state) {
  measure_and_fill(state, {.near_m = 10, .far_m = 20, .deep_m = 10, .too_deep_m = 20});
}
void standing(benchmark::State& state) { measure_and_fill(state, {}); }

BENCHMARK(all_pressed)->Name("contacts/all_pressed")->Unit(benchmark::kMicrosecond);
BENCHMARK(standing)->Name("contacts/standing")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace loadshare::bench
