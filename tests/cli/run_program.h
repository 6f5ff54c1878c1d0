// Runs the real program and gives back what it printed.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace loadshare::testing {

struct ProgramRun {
  int exit_code = -1;
  std::string out, err;
};

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string in_single_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// A folder of its own for a test, empty at first, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "loadshare_test_XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// `out_to`: where standard output goes, instead of being read back.
inline ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& out_to = {}) {
  const Folder folder;
  const auto out = folder.path() / "out", err = folder.path() / "err";
  std::string command = in_single_quotes(LOADSHARE_PROGRAM);
  for (const auto& argument : arguments) command += " " + in_single_quotes(argument);
  command += " >" + in_single_quotes(out_to.empty() ? out.string() : out_to) + " 2>" +
             in_single_quotes(err.string());
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(out), read_all(err)};
}

}  // namespace loadshare::testing
