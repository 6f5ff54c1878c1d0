#include <cstdio>

#include "analysis/analyse.h"
#include "analysis/file_hash.h"

// Ends with 0 where the libraries answer as they should: SHA-256 of "abc" (FIPS 180-4, example B.1), and a
// recording that is not there is refused.
int main() {
  if (loadshare::analysis::compute_sha256("abc").substr(0, 8) != "ba7816bf") return 1;
  loadshare::analysis::AnalyseInputs inputs;
  inputs.recording = "no_such.mot";
  inputs.model = "no_such.osim";
  loadshare::Diagnostics notes;
  const auto analysis = loadshare::analysis::analyse(inputs, notes);
  if (analysis) return 2;
  std::puts(analysis.refusal().text().c_str());
  return 0;
}
