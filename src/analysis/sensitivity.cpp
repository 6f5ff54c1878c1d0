// What each setting does to the validity table.
#include <algorithm>

#include "analysis/verify.h"

namespace loadshare::analysis {
namespace {

struct Setting {
  const char* name;
  SettingChange change;
};

SettingChange pressure(capture::BraceLevel level) {
  return [level](AnalyseInputs& inputs) {
    // A movement that is about its pressure keeps it.
    auto& brace = inputs.movement->scene.brace;
    if (brace == capture::BraceLevel::as_needed) brace = level;
  };
}

SettingChange stability(bool asked) {
  return [asked](AnalyseInputs& inputs) { inputs.movement->scene.asks_for_stability = asked; };
}

SettingChange strength(double ratio) {
  return [ratio](AnalyseInputs& inputs) { inputs.body.strength.push_back({{"*"}, ratio}); };
}

std::vector<Setting> every_setting() {
  return {
      {"as it is", {}},
      {"third power", [](AnalyseInputs& inputs) { inputs.exponent = 3; }},
      {"by volume", [](AnalyseInputs& inputs) { inputs.is_weighted_by_volume = true; }},
      {"no pressure", pressure(capture::BraceLevel::none)},
      {"usual pressure", pressure(capture::BraceLevel::usual)},
      {"stability nowhere", stability(false)},
      {"stability everywhere", stability(true)},
      {"strength −20 %", strength(0.8)},
      {"strength +20 %", strength(1.2)},
      {"Pearcy's rhythm", [](AnalyseInputs& inputs) { inputs.body.rhythm = "pearcy"; }},
  };
}

// Rows with a band, those that correlations need, and orders.
ValidityTable judged_part(ValidityTable table) {
  std::erase_if(table.rows, [&](const ValidityRow& row) {
    return !row.band && std::ranges::none_of(table.correlations, [&](const auto& correlation) {
      return std::ranges::find(correlation.rows, row.id) != correlation.rows.end();
    });
  });
  table.pairs.clear();
  return table;
}

}  // namespace

Result<std::vector<SensitivityRun>> find_sensitivity(const ValidityTable& table, Diagnostics& notes,
                                                     const VerifyProgress& progress) {
  const auto part = judged_part(table);
  std::vector<SensitivityRun> runs;
  for (const auto& setting : every_setting()) {
    const auto told = [&](std::string_view movement, std::size_t done, std::size_t total) {
      if (progress) progress(std::string(setting.name) + ": " + std::string(movement), done, total);
    };
    const auto change = [&](AnalyseInputs& inputs) {
      inputs.movement->rate_Hz = sensitivity_rate_Hz;
      if (setting.change) setting.change(inputs);
    };
    auto verification = verify(part, notes, told, change);
    if (!verification) return verification.refusal();
    runs.push_back({setting.name, *std::move(verification)});
  }
  return runs;
}

}  // namespace loadshare::analysis
