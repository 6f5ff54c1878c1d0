#include "capture/external_loads.h"
#include "capture/markers.h"
#include "capture/storage.h"
#include "capture/text.h"
#include "capture/tool_setup.h"
#include "model/osim_reader.h"
#include "service/check_documents.h"
#include "service/check_recordings.h"
#include "service/file_check.h"

namespace loadshare::service {
namespace {

Result<Done> fill(FileCheck& check, Diagnostics& notes) {
  switch (check.kind) {
    case FileKind::storage: {
      const auto series = capture::read_storage(check.file, notes);
      if (!series) return series.refusal();
      check_series(*series, check, notes);
      return Done{};
    }
    case FileKind::markers: {
      const auto recording = capture::read_markers(check.file, notes);
      if (!recording) return recording.refusal();
      check_markers(*recording, check, notes);
      return Done{};
    }
    case FileKind::external_loads: {
      const auto loads = capture::read_external_loads(check.file, notes);
      if (!loads) return loads.refusal();
      check_external_loads(*loads, check, notes);
      return Done{};
    }
    case FileKind::tool_setup: {
      const auto setup = capture::read_tool_setup(check.file, notes);
      if (!setup) return setup.refusal();
      check_tool_setup(*setup, check, notes);
      return Done{};
    }
    case FileKind::model: {
      const auto model = model::read_osim(check.file, notes);
      if (!model) return model.refusal();
      check.title = model->name;
      check.model = summarise_model(*model, notes);
      check.model->file = check.file;
      return Done{};
    }
    case FileKind::task_set:
    case FileKind::analysis_set:
    case FileKind::force_set: {
      const auto text = capture::read_text_file(check.file, file_byte_limit);
      if (!text) return text.refusal();
      return check_set(*text, check);
    }
  }
  require(false, "a file is of one of eight kinds");
  return Done{};
}

}  // namespace

Job<FileCheck> check_file(const std::filesystem::path& file) {
  return run_job<FileCheck>([&](Diagnostics& notes) -> Result<FileCheck> {
    FileCheck check;
    check.file = file;
    const auto kind = recognise_file(file);
    if (!kind) return kind.refusal();
    check.kind = *kind;
    if (const auto filled = fill(check, notes); !filled) return filled.refusal();
    return check;
  });
}

}  // namespace loadshare::service
