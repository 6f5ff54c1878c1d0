#include "service/verify.h"

#include "analysis/validity_text.h"
#include "capture/text.h"

namespace loadshare::service {

Job<analysis::Verification> verify(const std::filesystem::path& page,
                                   const analysis::VerifyProgress& progress) {
  return run_job<analysis::Verification>([&](Diagnostics& notes) -> Result<analysis::Verification> {
    const auto table = analysis::parse_validity_table(analysis::validity_text, "data/validity.toml");
    if (!table) return table.refusal();
    Diagnostics of_movements;
    auto verification = analysis::verify(*table, of_movements, progress);
    if (!verification) return verification.refusal();
    if (!page.empty()) {
      const auto written = capture::write_text_file(page, analysis::make_validity_page(*verification));
      if (!written) return written.refusal();
    }
    for (const auto& row : verification->rows)
      if (!row.is_within()) notes.flag(row.row.id, "lies outside its band");
    for (const auto& order : verification->orders)
      if (!order.holds()) notes.flag(order.order.id, "the order does not hold");
    for (const auto& correlation : verification->correlations)
      if (!correlation.holds()) notes.flag(correlation.correlation.id, "the correlation is not reached");
    return verification;
  });
}

}  // namespace loadshare::service
