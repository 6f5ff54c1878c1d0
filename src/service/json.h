// What a job gave back, as one JSON object for other programs.
//
// Every object: "verb", "exit_code", "result" (null where there is none), "refusal" (where, what, remedy;
// null where there is a result) and "findings" (kind, where, what). Keys keep their order; units are in their
// names; what is no finite number is null; bytes that are not UTF-8 become U+FFFD. Ends with a line break.
#pragma once

#include <string>
#include <vector>

#include "service/file_check.h"
#include "service/model_info.h"
#include "service/own_model.h"
#include "service/service.h"
#include "service/verify.h"

namespace loadshare::service {

[[nodiscard]] std::string make_json(const Job<analysis::ToolOutcome>& job);
[[nodiscard]] std::string make_json(const Job<ModelInfo>& job);
// `verb`: what was asked, "model scale" or "model export".
[[nodiscard]] std::string make_json(const Job<ScaledModel>& job, const char* verb);
// The whole report is in report.json, one of the files.
[[nodiscard]] std::string make_json(const Job<AnalyzeOutcome>& job);
[[nodiscard]] std::string make_json(const Job<VerifyOutcome>& job);

struct CheckedFile {
  std::filesystem::path file;
  Job<FileCheck> job;
};
// "result" is a list with an object per file, each with its own refusal and findings.
[[nodiscard]] std::string make_json(const std::vector<CheckedFile>& files);
[[nodiscard]] Ending ending_of(const std::vector<CheckedFile>& files);

}  // namespace loadshare::service
