// The recordings beside the repository, and how each is put on the built-in body.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "own_size.h"
#include "posture.h"

namespace loadshare::recordings {

// A recording made ready: all that analyse() reads, and what was done.
struct PutOn {
  analysis::AnalyseInputs inputs;
  Sizes sizes;
  std::string size_from;         // whence height, lengths and mass
  std::vector<std::string> how;  // a sentence each
  PostureAt their_posture;       // of the skeleton that it was recorded with
};

struct Recording {
  std::string name, what;
  std::vector<std::string> files;  // that it needs, relative to the data folder
  // The forces measured under the feet, where there are any: file of ExternalLoads, and the model that they
  // were recorded with.
  std::string plates, model;
  // Writes what it must into the folder.
  std::function<PutOn(const Recording&, const std::filesystem::path& folder)> put_on;
};

[[nodiscard]] const std::vector<Recording>& recordings();
// Fails where no recording has that name.
[[nodiscard]] const Recording& recording_named(const std::string& name);

[[nodiscard]] std::filesystem::path data_file(const std::string& relative);
// The message of a skipped test where one of its files is not here.
[[nodiscard]] std::optional<std::string> lacking(const Recording& recording);

// Put on once a run.
[[nodiscard]] const PutOn& put_on(const std::string& name);

// What is known of a recording, made when first asked for.
template <class T, class Make>
const T& once(std::map<std::string, T>& known, const std::string& name, const Make& make) {
  const auto found = known.find(name);
  return found != known.end() ? found->second : known.emplace(name, make(name)).first->second;
}

}  // namespace loadshare::recordings
