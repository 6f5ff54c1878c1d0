#include <fstream>
#include <system_error>

#include "analysis/analyse.h"
#include "analysis/report_html.h"
#include "analysis/report_json.h"
#include "analysis/run_tool.h"
#include "capture/storage.h"

namespace loadshare::analysis {
namespace {

Result<Done> write_text(const std::string& text, const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    return Refusal{path.string(), "the file cannot be written",
                   "Choose a folder that may be written to, with room in it (--out DIR)."};
  return Done{};
}

}  // namespace

Result<std::vector<std::filesystem::path>> write_analysis(const Analysis& analysis,
                                                          const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return Refusal{folder.string(), "the folder cannot be made: " + error.message(),
                   "Choose a folder that may be written to (--out DIR)."};
  std::vector<std::filesystem::path> files;
  const auto keep = [&](Result<Done> written, const std::filesystem::path& path) {
    if (written) files.push_back(path);
    return written;
  };
  if (auto done =
          keep(write_text(make_report_json(analysis.report), folder / "report.json"), folder / "report.json");
      !done)
    return done.refusal();
  if (auto done =
          keep(write_text(make_report_html(analysis.report), folder / "report.html"), folder / "report.html");
      !done)
    return done.refusal();
  std::vector<std::pair<const TimeSeries*, const char*>> tables{{&analysis.kinematics, "kinematics.mot"},
                                                                {&analysis.moments, "moments.sto"},
                                                                {&analysis.activation, "activation.sto"},
                                                                {&analysis.force, "force.sto"},
                                                                {&analysis.length, "length.sto"}};
  if (analysis.contacts) tables.emplace_back(&*analysis.contacts, "contacts.sto");
  for (const auto& [series, name] : tables)
    if (auto done =
            keep(capture::write_storage(*series, folder / name,
                                        {.significant_digits = std::nullopt, .description = units_note()}),
                 folder / name);
        !done)
      return done.refusal();
  return files;
}

}  // namespace loadshare::analysis
