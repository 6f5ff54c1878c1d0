// report.json: the whole report for other programs, as schema/report-1.schema.json describes it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

struct ReportJsonOptions {
  // Values by sample are written for at most about so many samples of a long trial (and for those that have
  // feasible ranges, which are more); summaries are of all samples. At least 2.
  int series_sample_count_max = 2000;
};

// UTF-8, keys always in the same order, numbers to 9 significant digits, NaN and infinities as null, ends
// with a line break. Bytes of names that are not UTF-8 become U+FFFD. The same report gives the same bytes.
// Precondition: vectors by sample are empty or have one entry per sample.
[[nodiscard]] std::string make_report_json(const AnalysisReport& report,
                                           const ReportJsonOptions& options = {});

// The samples that by-sample values are written for, ascending: all, or evenly spread ones and the last, and
// every one with a feasible range.
[[nodiscard]] std::vector<std::size_t> select_series_samples(const tension::TensionReport& report,
                                                             int sample_count_max);

}  // namespace loadshare::analysis
