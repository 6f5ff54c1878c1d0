// Whole runs as text: tests/cases/cli/*.case, one test each. Lines of a case:
//   # what it shows
//   run: ARGUMENTS          {repo}, {out} (an empty folder), {out file} ... stand for paths
//   exit: CODE
//   out: TEXT               standard output holds it; `out: nothing` where it must be empty
//   err: TEXT               the same of standard error
//   file: NAME              {out}/NAME is written
//   columns: NAME LABEL...  the labels of that storage file, time left out
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "capture/storage.h"
#include "run_program.h"
#include "source_folder.h"

namespace loadshare::testing {
namespace {

using ::testing::HasSubstr;

std::string replaced(std::string text, const std::string& mark, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size())
    text.replace(at, mark.size(), with);
  return text;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

void expect_text(const std::string& shown, const std::string& expected) {
  if (expected == "nothing")
    EXPECT_EQ(shown, "");
  else
    EXPECT_THAT(shown, HasSubstr(expected));
}

void expect_columns(const std::filesystem::path& folder, const std::string& rest) {
  auto labels = words(rest);
  ASSERT_FALSE(labels.empty());
  const auto file = folder / labels.front();
  labels.erase(labels.begin());
  Diagnostics notes;
  const auto series = capture::read_storage(file, notes);
  ASSERT_TRUE(series.ok()) << series.refusal().text();
  EXPECT_EQ(series->labels, labels);
}

class Cases : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Cases, RunAsWritten) {
  const Folder out;
  std::ifstream file(GetParam());
  ProgramRun run;
  bool has_run = false;
  std::size_t expectations = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    line =
        replaced(replaced(line, "{repo}", testing::source_folder().string()), "{out}", out.path().string());
    SCOPED_TRACE(line);
    const auto colon = line.find(':');
    ASSERT_NE(colon, std::string::npos);
    const std::string key = line.substr(0, colon);
    const std::string rest = line.size() > colon + 2 ? line.substr(colon + 2) : "";
    if (key == "run") {
      run = run_program(words(rest));
      has_run = true;
      continue;
    }
    ASSERT_TRUE(has_run) << "a case begins with what is run";
    ++expectations;
    if (key == "exit")
      EXPECT_EQ(run.exit_code, std::stoi(rest)) << run.out << run.err;
    else if (key == "out")
      expect_text(run.out, rest);
    else if (key == "err")
      expect_text(run.err, rest);
    else if (key == "file")
      EXPECT_TRUE(std::filesystem::is_regular_file(out.path() / rest));
    else if (key == "columns")
      expect_columns(out.path(), rest);
    else
      FAIL() << "no such line in a case: " << key;
  }
  EXPECT_GT(expectations, 0u) << "a case expects something";
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = testing::source_folder() / "tests" / "cases" / "cli";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Text, Cases, ::testing::ValuesIn(case_files()),
                         [](const auto& tested) { return tested.param.stem().string(); });

}  // namespace
}  // namespace loadshare::testing
