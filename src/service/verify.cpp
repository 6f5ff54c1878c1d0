#include "service/verify.h"

#include "analysis/validity_text.h"
#include "capture/text.h"

namespace loadshare::service {

Job<VerifyOutcome> verify(const VerifyRequest& request, const analysis::VerifyProgress& progress) {
  return run_job<VerifyOutcome>([&](Diagnostics& notes) -> Result<VerifyOutcome> {
    const auto table = analysis::parse_validity_table(analysis::validity_text, "data/validity.toml");
    if (!table) return table.refusal();
    Diagnostics of_movements;
    auto verification = analysis::verify(*table, of_movements, progress);
    if (!verification) return verification.refusal();
    VerifyOutcome outcome{*std::move(verification), {}};
    if (request.with_sensitivity || !request.page.empty()) {
      auto runs = analysis::find_sensitivity(*table, of_movements, progress);
      if (!runs) return runs.refusal();
      outcome.sensitivity = *std::move(runs);
    }
    if (!request.page.empty()) {
      const auto written = capture::write_text_file(
          request.page, analysis::make_validity_page(outcome.verification, outcome.sensitivity));
      if (!written) return written.refusal();
    }
    for (const auto& row : outcome.verification.rows)
      if (!row.is_within()) notes.flag(row.row.id, "lies outside its band");
    for (const auto& order : outcome.verification.orders)
      if (!order.holds()) notes.flag(order.order.id, "the order does not hold");
    for (const auto& correlation : outcome.verification.correlations)
      if (!correlation.holds()) notes.flag(correlation.correlation.id, "the correlation is not reached");
    for (const auto& pair : outcome.verification.pairs)
      for (const auto& line : pair.lines)
        if (!line.holds()) notes.flag(pair.pair.id, line.line.what + ": not the way mechanics says");
    return outcome;
  });
}

}  // namespace loadshare::service
