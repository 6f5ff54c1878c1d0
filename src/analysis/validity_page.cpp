// docs/validity.md.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/verify.h"

namespace loadshare::analysis {
namespace {

std::string band_words(const JudgedRow& judged) {
  if (!judged.row.band) return "–";
  return fmt::format("{:.3g} to {:.3g}{}", (*judged.row.band)[0], (*judged.row.band)[1],
                     judged.is_within() ? "" : " **outside**");
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
  std::string text = "| | what | more, N | less, N | | source |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& judged : orders)
    text += fmt::format("| {} | {} | {:.0f} | {:.0f} | {} | {} |\n", judged.order.id, judged.order.what,
                        judged.more_N, judged.less_N, judged.holds() ? "holds" : "**does not hold**",
                        judged.order.source);
  return text;
}

}  // namespace

std::string make_validity_page(const Verification& verification) {
  const auto judged =
      std::ranges::count_if(verification.rows, [](const auto& row) { return row.row.band.has_value(); });
  const auto within = std::ranges::count_if(
      verification.rows, [](const auto& row) { return row.row.band.has_value() && row.is_within(); });
  std::string text = fmt::format(
      "# Computed and measured\n\nWritten by `loadshare verify`: {} postures and movements of exercises/ "
      "solved on the "
      "built-in body, with floor, bench and hands as contacts, pressure in the belly as needed and passive "
      "tissue, and held "
      "against measurements in living people (data/validity.toml). One body and one set of settings for all "
      "rows; nothing "
      "was tuned by row. Evidence: [L] looked up, [M] from memory.\n\n## Rows, worst first\n\n{} of {} with "
      "a band lie in "
      "it.\n\n",
      verification.movement_count, within, judged);
  text += rows_table(verification.rows) + "\n## Correlations\n\n";
  for (const auto& correlation : verification.correlations)
    text += fmt::format("- {}: r = {:.3f} over {} rows, at least {:.2g} asked{} ({}).\n",
                        correlation.correlation.what, correlation.coefficient,
                        correlation.correlation.rows.size(), correlation.correlation.at_least,
                        correlation.holds() ? "" : ": **not reached**", correlation.correlation.source);
  text += "\n## Orders\n\n" + orders_table(verification.orders);
  text += "\n## Where muscles or supports did not suffice\n\n";
  if (verification.unsolved.empty()) text += "Nowhere.\n";
  for (const auto& movement : verification.unsolved) text += "- " + movement + "\n";
  return text +
         "\n## What is not shown\n\nStairs, walking's hip force, joint moments by task, most orders of the "
         "muscles' activity, "
         "and what each setting does to the table: not built yet. Postures are ours, after what the papers "
         "say of them; the "
         "people measured stood in their own.\n";
}

}  // namespace loadshare::analysis
