// docs/validity.md.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/verify.h"

namespace loadshare::analysis {
namespace {

std::string band_words(const JudgedRow& judged) {
  if (!judged.row.band) return "–";
  return fmt::format("{:.3g} to {:.3g}{}", (*judged.row.band)[0], (*judged.row.band)[1],
                     judged.is_within() ? "" : " **outside**");
}

// "1613 N", "0.42", "63 N m".
std::string amount(double value, LoadQuantity quantity) {
  const auto unit = unit_of(quantity);
  if (unit.empty()) return fmt::format("{:.3f}", value);
  return fmt::format("{:.0f} {}", value, unit);
}

std::string rows_table(const std::vector<JudgedRow>& rows) {
  std::string text =
      "| what | measured | computed | ratio | band | source |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& judged : rows)
    text += fmt::format("| {} | {:.3g} | {:.3g} | {:.2f} | {} | {} |\n", judged.row.what, judged.row.measured,
                        judged.computed, judged.ratio(), band_words(judged), judged.row.source);
  return text;
}

std::string orders_table(const std::vector<JudgedOrder>& orders) {
  std::string text =
      "| | what | quantity | more | less | | source |\n| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const auto& judged : orders) {
    const auto quantity = judged.order.more.quantity;
    std::string words(name_of(quantity));
    std::ranges::replace(words, '_', ' ');
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", judged.order.id, judged.order.what, words,
                        amount(judged.more, quantity), amount(judged.less, quantity),
                        judged.holds() ? "holds" : "**does not hold**", judged.order.source);
  }
  return text;
}

std::string pair_table(const JudgedPair& judged) {
  std::string text = fmt::format(
      "\n**{}**\n\n| | {} | {} | mechanics says | | because |\n"
      "| --- | --- | --- | --- | --- | --- |\n",
      judged.pair.what, judged.pair.one, judged.pair.other);
  for (const auto& line : judged.lines)
    text += fmt::format("| {} | {} | {} | {} in the first | {} | {} |\n", line.line.what,
                        amount(line.one, line.line.one.quantity), amount(line.other, line.line.one.quantity),
                        line.line.one_is_more ? "more" : "less",
                        line.holds() ? "so it is" : "**it is not so**", line.line.because);
  return text;
}

// What is known of rows outside their band and orders that do not hold.
std::string reasons(const Verification& verification) {
  std::string text;
  const auto add = [&](const std::string& what, const std::string& why) {
    text += fmt::format("- {}: {}\n", what, why.empty() ? "why, is not known." : why);
  };
  for (const auto& judged : verification.rows)
    if (!judged.is_within()) add(judged.row.what, judged.row.why);
  for (const auto& judged : verification.correlations)
    if (!judged.holds()) add("correlation, " + judged.correlation.what, judged.correlation.why);
  for (const auto& judged : verification.orders)
    if (!judged.holds()) add(judged.order.what, judged.order.why);
  return text.empty() ? "" : "\n## Why some are outside\n\n" + text;
}

const JudgedRow& row_called(const Verification& verification, const std::string& id) {
  return *std::ranges::find(verification.rows, id, [](const auto& judged) { return judged.row.id; });
}

std::string sensitivity_table(const std::vector<SensitivityRun>& runs) {
  std::string text = "| | band |", rule = "| --- | --- |";
  for (const auto& run : runs) text += fmt::format(" {} |", run.setting), rule += " --- |";
  text += "\n" + rule + "\n";
  for (const auto& first : runs.front().verification.rows) {
    if (!first.row.band) continue;
    text +=
        fmt::format("| {} | {:.3g} to {:.3g} |", first.row.what, (*first.row.band)[0], (*first.row.band)[1]);
    for (const auto& run : runs) {
      const auto& judged = row_called(run.verification, first.row.id);
      const char* bold = judged.is_within() ? "" : "**";
      text += std::isfinite(judged.computed) ? fmt::format(" {}{:.3g}{} |", bold, judged.computed, bold)
                                             : " not solved |";
    }
    text += "\n";
  }
  for (std::size_t c = 0; c < runs.front().verification.correlations.size(); ++c) {
    const auto& asked = runs.front().verification.correlations[c].correlation;
    text += fmt::format("| r, {} | from {:.2g} |", asked.what, asked.at_least);
    for (const auto& run : runs) {
      const double coefficient = run.verification.correlations[c].coefficient;
      text += std::isfinite(coefficient) ? fmt::format(" {:.2f} |", coefficient) : " – |";
    }
    text += "\n";
  }
  text += fmt::format("| orders that hold, of {} | |", runs.front().verification.orders.size());
  for (const auto& run : runs)
    text += fmt::format(" {} |", std::ranges::count_if(run.verification.orders, &JudgedOrder::holds));
  text += "\n| orders not solved | |";
  for (const auto& run : runs)
    text += fmt::format(" {} |", std::ranges::count(run.verification.orders, false, &JudgedOrder::is_solved));
  text += "\n| movements not solved or lacking something | |";
  for (const auto& run : runs) text += fmt::format(" {} |", run.verification.unsolved.size());
  return text + "\n";
}

const JudgedOrder& same_order(const Verification& verification, const ValidityOrder& order) {
  return *std::ranges::find_if(verification.orders, [&](const auto& judged) {
    return judged.order.id == order.id && judged.order.what == order.what;
  });
}

// What a setting turns over among the orders.
std::string turned_orders(const std::vector<SensitivityRun>& runs) {
  std::string text;
  for (std::size_t r = 1; r < runs.size(); ++r)
    for (const auto& judged : runs.front().verification.orders) {
      const auto& now = same_order(runs[r].verification, judged.order);
      if (now.is_solved() && now.holds() != judged.holds())
        text += fmt::format("- {}: {} ({}) {}.\n", runs[r].setting, judged.order.what, judged.order.id,
                            now.holds() ? "holds" : "no longer holds");
    }
  return text;
}

std::string sensitivity_section(const std::vector<SensitivityRun>& runs) {
  if (runs.empty()) return "";
  std::string text = fmt::format(
      "\n## What each setting does\n\nThe rows with a band again, one setting changed at a time, movements "
      "with "
      "{:g} samples a second; bold lies outside its band. \"By volume\" weighs each activation by its "
      "muscle's "
      "volume; \"third power\" is that of the activations; strength is the specific tension of all muscles; "
      "pressure \"usual\" asks for what people show (docs/brace-and-stability.md).\n\n",
      sensitivity_rate_Hz);
  text += sensitivity_table(runs);
  const auto turned = turned_orders(runs);
  if (!turned.empty()) text += "\nOrders that a setting turns over:\n\n" + turned;
  return text;
}

}  // namespace

std::string make_validity_page(const Verification& verification,
                               const std::vector<SensitivityRun>& sensitivity) {
  const auto judged =
      std::ranges::count_if(verification.rows, [](const auto& row) { return row.row.band.has_value(); });
  const auto within = std::ranges::count_if(
      verification.rows, [](const auto& row) { return row.row.band.has_value() && row.is_within(); });
  std::string text = fmt::format(
      "# Computed and measured\n\nWritten by `loadshare verify`: {} postures and movements of exercises/ "
      "solved on the built-in body, with floor, bench and hands as contacts, pressure in the belly as "
      "needed, "
      "stability where a load is carried upright and passive tissue, and held against measurements in living "
      "people (data/validity.toml). One body and one set of settings for all rows; nothing was tuned by row. "
      "Evidence: [L] looked up, [M] from memory.\n\n## Rows, worst first\n\n{} of {} with a band lie in "
      "it.\n\n",
      verification.movement_count, within, judged);
  text += rows_table(verification.rows) + "\n## Correlations\n\n";
  for (const auto& correlation : verification.correlations)
    text += fmt::format("- {}: r = {:.3f} over {} rows, at least {:.2g} asked{} ({}).\n",
                        correlation.correlation.what, correlation.coefficient,
                        correlation.correlation.rows.size(), correlation.correlation.at_least,
                        correlation.holds() ? "" : ": **not reached**", correlation.correlation.source);
  text += fmt::format(
              "\n## Orders\n\n{} of {} hold. Activation is the mean over a muscle's strands, 1 all of "
              "it; where electromyography says the order it is the activation that is compared.\n\n",
              std::ranges::count_if(verification.orders, &JudgedOrder::holds), verification.orders.size()) +
          orders_table(verification.orders);
  text += reasons(verification);
  text += "\n## Two ways to do the same\n";
  for (const auto& pair : verification.pairs) text += pair_table(pair);
  text += sensitivity_section(sensitivity);
  text += "\n## Where muscles or supports did not suffice\n\n";
  if (verification.unsolved.empty()) text += "Nowhere.\n";
  for (const auto& movement : verification.unsolved) text += "- " + movement + "\n";
  return text +
         "\n## Recordings of people\n\n"
         "Ground forces and joint moments of a squat and a walk with the plates withheld: "
         "docs/without-plates.md. "
         "A lift with EMG of the back and the abdomen: docs/lift.md. The hip's force in a walk: "
         "docs/walking-hip.md. "
         "Crawling and getting up on the floor: docs/floor.md.\n"
         "\n## What is not shown\n\n"
         "- Walking and running need a recording: the hip's force in walking and the rise of forces with "
         "speed "
         "(R21) are not in this table. What implants measured in walking (2.4 to 2.5 body weights) stands as "
         "the limit of what lies below it.\n"
         "- Turning in bed, vibration, coughing and laughing: no posture holds them.\n"
         "- Stairs are single postures on one foot, without motion.\n"
         "- Postures are ours, after what the papers say of them; the people measured stood in their own.\n";
}

}  // namespace loadshare::analysis
