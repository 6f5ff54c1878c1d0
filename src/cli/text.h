// What the verbs print for people. Names from files cannot move the terminal's cursor.
#pragma once

#include <string>

#include "service/json.h"

namespace loadshare::cli {

[[nodiscard]] std::string text_of(const analysis::ToolOutcome& outcome);
[[nodiscard]] std::string text_of(const service::FileCheck& check);
[[nodiscard]] std::string text_of(const service::ModelInfo& info);
// What was written, in a line.
[[nodiscard]] std::string text_of(const service::ScaledModel& scaled);
// Every choice with its source.
[[nodiscard]] std::string choices_text(const service::ScaledModel& scaled);
[[nodiscard]] std::string text_of(const service::AnalyzeOutcome& outcome);

[[nodiscard]] std::string text_of(const service::VerifyOutcome& outcome);

// One line a finding, what needs a look first; long lists are cut.
[[nodiscard]] std::string text_of(const Diagnostics& notes);
[[nodiscard]] std::string text_of(const service::Failure& failure);

}  // namespace loadshare::cli
