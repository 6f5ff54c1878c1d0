#include "recorded_problems.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "source_folder.h"

namespace loadshare::oracle {
namespace fs = std::filesystem;
namespace {

// Lines of words; "#" begins a comment.
class WordLines {
 public:
  explicit WordLines(const fs::path& path) : name_(path.filename().string()), file_(path) {
    if (!file_) throw std::runtime_error("cannot read " + path.string());
  }
  std::istringstream next() {
    for (std::string line; std::getline(file_, line);)
      if (!line.empty() && line[0] != '#') return std::istringstream(line);
    throw std::runtime_error(name_ + " ends early");
  }
  // What follows the word `key` on the next line.
  template <class Value>
  Value after(const std::string& key) {
    auto line = next();
    std::string word;
    Value value{};
    if (!(line >> word >> value) || word != key) fail(key);
    return value;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(name_ + " lacks " + what);
  }

 private:
  std::string name_;
  std::ifstream file_;
};

double bound_of(const std::string& word) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (word == "inf") return infinity;
  if (word == "-inf") return -infinity;
  return std::stod(word);
}

// "NAME lower upper x" and pairs of a coordinate's place and what a unit of the unknown makes there.
void read_unknown(std::istringstream line, WordLines& lines, RecordedProblem& problem, Eigen::Index i,
                  bool is_muscle) {
  std::string name, lower, upper;
  if (!(line >> name >> lower >> upper >> problem.opensim_x[i])) lines.fail("an unknown's bounds or value");
  auto& layout = problem.layout;
  Eigen::Index at = 0;
  std::vector<double> arms;
  for (double value = 0; line >> at >> value;) {
    if (at < 0 || at >= layout.coordinate_count) lines.fail("the coordinate that " + name + " drives");
    problem.columns(at, i) = value;
    if (is_muscle) layout.arm_coordinates.push_back(static_cast<int>(at));
  }
  if (is_muscle) {
    layout.arm_starts.push_back(static_cast<int>(layout.arm_coordinates.size()));
    layout.activation_min[i] = bound_of(lower);
    layout.activation_max[i] = bound_of(upper);
  } else {
    layout.actuators.push_back({.control_min = bound_of(lower), .control_max = bound_of(upper)});
  }
}

void read_unknowns(WordLines& lines, RecordedProblem& problem, Eigen::Index muscles, Eigen::Index actuators) {
  problem.columns = Eigen::MatrixXd::Zero(problem.layout.coordinate_count, muscles + actuators);
  problem.opensim_x.resize(muscles + actuators);
  problem.layout.activation_min.resize(muscles);
  problem.layout.activation_max.resize(muscles);
  for (Eigen::Index i = 0; i < muscles + actuators; ++i)
    read_unknown(lines.next(), lines, problem, i, i < muscles);
}

// Muscles' entries in the order of the layout, and the actuators' columns.
void fill_sample(RecordedProblem& problem) {
  const auto& layout = problem.layout;
  const Eigen::Index muscles = layout.muscle_count();
  auto& sample = problem.sample;
  sample.moment_arms_m.resize(static_cast<Eigen::Index>(layout.arm_coordinates.size()));
  for (Eigen::Index i = 0; i < muscles; ++i)
    for (int k = layout.arm_starts[static_cast<std::size_t>(i)];
         k < layout.arm_starts[static_cast<std::size_t>(i) + 1]; ++k)
      sample.moment_arms_m[k] = problem.columns(layout.arm_coordinates[static_cast<std::size_t>(k)], i);
  sample.active_force_N = Eigen::VectorXd::Ones(muscles);
  sample.passive_force_N = Eigen::VectorXd::Zero(muscles);
  sample.actuator_columns = problem.columns.rightCols(layout.actuator_count());
}

}  // namespace

double RecordedProblem::violation(const Eigen::VectorXd& x) const {
  return (inverse_inertia * (columns * x - sample.required_force)).norm();
}

RecordedProblem read_recorded_problem(const fs::path& file) {
  WordLines lines(file);
  RecordedProblem problem;
  problem.case_name = lines.after<std::string>("case");
  problem.time_s = lines.after<double>("time_s");
  problem.opensim_objective = lines.after<double>("objective");
  problem.opensim_violation = lines.after<double>("violation");
  const auto coordinates = lines.after<int>("coordinates");
  problem.layout.coordinate_count = coordinates;
  problem.sample.required_force.resize(coordinates);
  problem.inverse_inertia.resize(coordinates, coordinates);
  for (int row = 0; row < coordinates; ++row) {
    auto line = lines.next();
    std::string name;
    line >> name >> problem.sample.required_force[row];
    for (int column = 0; column <= row; ++column) {
      line >> problem.inverse_inertia(row, column);
      problem.inverse_inertia(column, row) = problem.inverse_inertia(row, column);
    }
    if (!line) lines.fail("a coordinate's required force or inverse inertia");
  }
  const auto muscles = lines.after<Eigen::Index>("muscles");
  const auto actuators = lines.after<Eigen::Index>("actuators");
  read_unknowns(lines, problem, muscles, actuators);
  fill_sample(problem);
  return problem;
}

std::vector<std::string> recorded_problem_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(testing::source_folder() / "tests/oracle/problems"))
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

SolvedAgain solve_again(const RecordedProblem& problem, bool at_opensims_violation) {
  auto sample = problem.sample;
  if (at_opensims_violation) sample.required_force = problem.columns * problem.opensim_x;
  sharing::SharingSettings settings;
  settings.include_passive_force = false;
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  sharing::share_load(problem.layout, settings, sample, false, workspace, shared);
  Eigen::VectorXd x(problem.opensim_x.size());
  x << shared.activation, shared.control;
  return {shared.status == numerics::BoxStatus::solved, x.squaredNorm(), problem.violation(x)};
}

}  // namespace loadshare::oracle
