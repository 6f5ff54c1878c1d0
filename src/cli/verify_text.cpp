// What `loadshare verify` prints for people.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/report_words.h"
#include "cli/text.h"

namespace loadshare::cli {
namespace {

using analysis::printable;

constexpr std::size_t text_limit = 400;

std::string amount(double value, analysis::LoadQuantity quantity) {
  const auto unit = unit_of(quantity);
  return unit.empty() ? fmt::format("{:.3f}", value) : fmt::format("{:.0f} {}", value, unit);
}

std::string rows_text(const analysis::Verification& verification) {
  std::string text = "Computed against measured, worst first\n\n  measured  computed  ratio  band\n";
  for (const auto& judged : verification.rows)
    text += fmt::format(
        "  {:8.2f}  {:8.2f}  {:5.2f}  {:<18} {}\n", judged.row.measured, judged.computed, judged.ratio(),
        judged.row.band ? fmt::format("{:g} to {:g}{}", (*judged.row.band)[0], (*judged.row.band)[1],
                                      judged.is_within() ? "" : " OUTSIDE")
                        : "shown only",
        printable(judged.row.what, text_limit));
  text += "\nCorrelations\n";
  for (const auto& judged : verification.correlations)
    text += fmt::format("  r = {:.3f}, at least {:.2g}: {}  {}\n", judged.coefficient,
                        judged.correlation.at_least, judged.holds() ? "reached" : "NOT REACHED",
                        printable(judged.correlation.what, text_limit));
  return text;
}

std::string pair_text(const analysis::JudgedPair& judged) {
  std::string text =
      fmt::format("\n{} ({}; {})\n", printable(judged.pair.what, text_limit),
                  printable(judged.pair.one, text_limit), printable(judged.pair.other, text_limit));
  for (const auto& line : judged.lines) {
    const auto quantity = line.line.one.quantity;
    text += fmt::format("  {:<14}  {:>9} {} {:>9}  {}\n", line.holds() ? "so it is" : "IT IS NOT SO",
                        amount(line.one, quantity), line.line.one_is_more ? '>' : '<',
                        amount(line.other, quantity), printable(line.line.what, text_limit));
  }
  return text;
}

std::string setting_text(const analysis::SensitivityRun& run) {
  const auto& rows = run.verification.rows;
  std::string text = fmt::format(
      "  {:<22} {} of {} rows within, {} of {} orders hold", run.setting,
      std::ranges::count_if(rows, [](const auto& row) { return row.row.band && row.is_within(); }),
      std::ranges::count_if(rows, [](const auto& row) { return row.row.band.has_value(); }),
      std::ranges::count_if(run.verification.orders, &analysis::JudgedOrder::holds),
      run.verification.orders.size());
  for (const auto& correlation : run.verification.correlations)
    text += fmt::format(", r = {:.2f}", correlation.coefficient);
  return text + "\n";
}

}  // namespace

std::string text_of(const service::VerifyOutcome& outcome) {
  const auto& verification = outcome.verification;
  std::string text = rows_text(verification) + "\nOrders\n";
  for (const auto& judged : verification.orders) {
    const auto quantity = judged.order.more.quantity;
    text += fmt::format("  {:<14}  {:>9} > {:>9}  {}\n", judged.holds() ? "holds" : "DOES NOT HOLD",
                        amount(judged.more, quantity), amount(judged.less, quantity),
                        printable(judged.order.what, text_limit));
  }
  for (const auto& pair : verification.pairs) text += pair_text(pair);
  if (!outcome.sensitivity.empty()) text += "\nSettings\n";
  for (const auto& run : outcome.sensitivity) text += setting_text(run);
  for (const auto& movement : verification.unsolved)
    text += "\nnot by muscles and supports alone: " + printable(movement, text_limit);
  return verification.unsolved.empty() ? text : text + "\n";
}

}  // namespace loadshare::cli
