// The reader of body_tables.h: one function a table says which columns it has.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <numbers>
#include <set>
#include <sstream>

#include "model/body_tables.h"
#include "model/csv.h"
#include "model/osim_document.h"
#include "model/published_body_texts.h"

namespace loadshare::model {
namespace {

constexpr double rad_per_deg = std::numbers::pi / 180;

// One row's cells by the names of their columns; faults are collected.
class Row {
 public:
  Row(const CsvTable& table, const CsvRow& row, osim::Problems& problems)
      : table_(table), row_(row), problems_(problems) {}

  [[nodiscard]] std::string where() const { return fmt::format("{}, line {}", table_.where, row_.line); }

  std::string text(std::string_view column) {
    used_.insert(std::string(column));
    const auto at = std::ranges::find(table_.columns, column);
    if (at == table_.columns.end()) {
      missing_.insert(std::string(column));
      return {};
    }
    return row_.cells[static_cast<std::size_t>(at - table_.columns.begin())];
  }

  std::string word(std::string_view column) {
    auto value = text(column);
    if (value.empty() && !missing_.contains(std::string(column)))
      fault(fmt::format("'{}' is empty", column), "Fill it in.");
    return value;
  }

  std::optional<double> optional_number(std::string_view column) {
    const auto cell = text(column);
    if (cell.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value) ||
        std::abs(value) > 1e9) {
      fault(fmt::format("'{}' is '{}', not a number", column, cell),
            "Write a finite number with a decimal point.");
      return 0.0;
    }
    return value;
  }

  double number(std::string_view column) {
    const auto value = optional_number(column);
    if (!value && !missing_.contains(std::string(column)))
      fault(fmt::format("'{}' is empty", column), "Write a number.");
    return value.value_or(0);
  }

  double positive(std::string_view column) {
    const double value = number(column);
    if (!(value > 0))
      fault(fmt::format("'{}' is {}, not positive", column, value), "Write a positive number.");
    return value;
  }

  int count(std::string_view column, int absent) {
    const auto value = optional_number(column);
    if (!value) return absent;
    if (*value < 1 || *value > 1000 || *value != std::floor(*value))
      fault(fmt::format("'{}' is {}, not a whole number from 1 on", column, *value), "Count from 1.");
    return static_cast<int>(*value);
  }

  Vec3 vec3(std::string_view x, std::string_view y, std::string_view z) {
    return {number(x), number(y), number(z)};
  }
  Vec3 place() { return vec3("x_m", "y_m", "z_m"); }

  std::string choice(std::string_view column, std::initializer_list<std::string_view> choices) {
    auto value = text(column);
    if (std::ranges::find(choices, value) == choices.end() && !missing_.contains(std::string(column)))
      fault(fmt::format("'{}' is '{}'; it must be one of: {}", column, value, fmt::join(choices, ", ")),
            "Write one of them.");
    return value;
  }

  bool yes(std::string_view column) { return choice(column, {"yes", "no"}) == "yes"; }

  void fault(std::string what, std::string remedy) {
    problems_.add({where(), std::move(what), std::move(remedy)});
  }

  // Columns that the table lacks, and those that nothing asked for.
  [[nodiscard]] const std::set<std::string>& missing() const { return missing_; }
  [[nodiscard]] const std::set<std::string>& used() const { return used_; }

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  osim::Problems& problems_;
  std::set<std::string> used_, missing_;
};

void read(Row& row, SourceRow& to) {
  to.key = row.word("key");
  to.citation = row.word("citation");
  to.terms = row.word("terms");
}
void read(Row& row, ReferenceRow& to) {
  to.quantity = row.word("quantity");
  to.value = row.number("value");
  to.unit = row.word("unit");
}
void read(Row& row, BodyRow& to) {
  to.name = row.word("name");
  to.scale_group = row.word("scale_group");
  to.mass_share_man = row.number("mass_share_man");
  to.mass_share_woman = row.number("mass_share_woman");
  to.mass_center_B = row.vec3("com_x_m", "com_y_m", "com_z_m");
  to.gyration_m = row.vec3("gyration_x_m", "gyration_y_m", "gyration_z_m");
  if (to.mass_share_man < 0 || to.mass_share_woman < 0 || to.gyration_m.minCoeff() < 0)
    row.fault("a share of mass or a radius of gyration is negative", "Write it as zero or more.");
}
void read(Row& row, JointRow& to) {
  to.name = row.word("name");
  to.parent = row.word("parent");
  to.child = row.word("child");
  to.p_parent = row.vec3("parent_x_m", "parent_y_m", "parent_z_m");
  to.p_child = row.vec3("child_x_m", "child_y_m", "child_z_m");
}
void read(Row& row, JointAxisRow& to) {
  static constexpr std::array<std::string_view, 6> slots{"rotation_1",    "rotation_2",    "rotation_3",
                                                         "translation_1", "translation_2", "translation_3"};
  to.joint = row.word("joint");
  const auto slot = row.choice("slot", {slots[0], slots[1], slots[2], slots[3], slots[4], slots[5]});
  to.slot = static_cast<int>(std::ranges::find(slots, slot) - slots.begin()) % 6;
  to.axis = row.vec3("axis_x", "axis_y", "axis_z");
  if (std::abs(to.axis.norm() - 1) > 1e-3)
    row.fault(fmt::format("the axis has length {}, not 1", to.axis.norm()), "Write a unit vector.");
  else
    to.axis.normalize();
  to.coordinate = row.text("coordinate");
  to.function = row.text("function");
  if (to.coordinate.empty() && to.function.empty())
    row.fault("the axis has neither a coordinate nor a function", "Give one, or leave the row out.");
}
void read(Row& row, CoordinateRow& to) {
  to.name = row.word("name");
  to.joint = row.word("joint");
  to.is_rotation = row.choice("kind", {"rotation", "translation"}) == "rotation";
  const double unit = to.is_rotation ? rad_per_deg : 1;
  to.range_min = row.number("range_min") * unit;
  to.range_max = row.number("range_max") * unit;
  to.default_value = row.number("default") * unit;
  to.clamped = row.yes("clamped");
  to.locked = row.yes("locked");
  to.meaning = row.text("meaning");
  if (!(to.range_min < to.range_max)) row.fault("the range does not grow", "Write its smaller end first.");
  if (to.default_value < to.range_min || to.default_value > to.range_max)
    row.fault("the default value is outside of the range", "Move it inside.");
}
void read(Row& row, CouplerRow& to) {
  to.dependent = row.word("dependent");
  to.independent = row.word("independent");
  to.function = row.word("function");
}
void read(Row& row, FunctionRow& to) {
  to.name = row.word("name");
  to.kind = row.choice("kind", {"simm_spline", "piecewise_linear", "natural_spline"});
  to.x = row.number("x");
  to.y = row.number("y");
}
void read(Row& row, RhythmRow& to) {
  to.rhythm = row.word("rhythm");
  to.joint = row.word("joint");
  to.coordinate = row.word("coordinate");
  to.share = row.number("share");
}
void read(Row& row, MuscleRow& to) {
  to.name = row.word("name");
  to.strength = row.word("strength");
  to.pcsa_cm2 = row.positive("pcsa_cm2");
  to.optimal_fiber_length_m = row.positive("optimal_fiber_length_m");
  to.tendon_slack_length_m = row.positive("tendon_slack_length_m");
  to.pennation_at_optimal_rad = row.number("pennation_deg") * rad_per_deg;
  to.max_contraction_velocity_per_s = row.positive("vmax_per_s");
  to.curves = row.word("curves");
  to.passive_strain_at_zero = row.number("passive_strain_at_zero");
  to.passive_strain_at_one = row.number("passive_strain_at_one");
  to.passive_stiffness_at_one = row.optional_number("passive_stiffness_at_one");
  if (to.pennation_at_optimal_rad < 0 || to.pennation_at_optimal_rad > 1.2)
    row.fault("the pennation is not from 0 to 69 degrees", "Correct it.");
  if (!(to.passive_strain_at_zero < to.passive_strain_at_one))
    row.fault("the passive curve does not grow", "Its strain at zero force is smaller than that at one.");
}
void read(Row& row, MusclePointRow& to) {
  to.muscle = row.word("muscle");
  to.order = row.count("order", 0);
  to.body = row.word("body");
  to.p_B = row.place();
  to.coordinate = row.text("coordinate");
  const auto from = row.optional_number("from_deg"), up_to = row.optional_number("to_deg");
  to.from_rad = from.value_or(0) * rad_per_deg;
  to.to_rad = up_to.value_or(0) * rad_per_deg;
  if (to.coordinate.empty() ? from || up_to : !from || !up_to || !(*from < *up_to))
    row.fault("a coordinate goes with a growing range, and a range with a coordinate",
              "Fill in all three or none.");
}
void read(Row& row, MuscleCurvesRow& to) {
  to.name = row.word("name");
  auto& active = to.curves.active_force_length;
  active.min_norm_active_fiber_length = row.number("min_norm_active_fiber_length");
  active.transition_norm_fiber_length = row.number("transition_norm_fiber_length");
  active.max_norm_active_fiber_length = row.number("max_norm_active_fiber_length");
  active.shallow_ascending_slope = row.number("shallow_ascending_slope");
  active.minimum_value = row.number("minimum_value");
  auto& velocity = to.curves.force_velocity;
  velocity.concentric_slope_at_vmax = row.number("concentric_slope_at_vmax");
  velocity.concentric_slope_near_vmax = row.number("concentric_slope_near_vmax");
  velocity.isometric_slope = row.number("isometric_slope");
  velocity.eccentric_slope_at_vmax = row.number("eccentric_slope_at_vmax");
  velocity.eccentric_slope_near_vmax = row.number("eccentric_slope_near_vmax");
  velocity.max_eccentric_velocity_force_multiplier = row.number("max_eccentric_velocity_force_multiplier");
  to.curves.fiber_force_length.stiffness_at_low_force = row.optional_number("stiffness_at_low_force");
  to.curves.fiber_force_length.curviness = row.optional_number("curviness");
  to.curves.fiber_damping = row.number("fiber_damping");
}
void read_solid(Row& row, SolidRow& to) {
  to.name = row.word("name");
  to.body = row.word("body");
  const std::size_t sizes = to.shape == "sphere" ? 1 : to.shape == "ellipsoid" ? 3 : 2;
  static constexpr std::array<std::string_view, 3> columns{"size_1_m", "size_2_m", "size_3_m"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = row.optional_number(columns[i]);
    to.size_m[static_cast<Eigen::Index>(i)] = value.value_or(0);
    if (i < sizes ? !value || !(*value > 0) : value.has_value())
      row.fault(fmt::format("a {} has {} positive sizes", to.shape, sizes), "Correct the sizes.");
  }
  to.p_B = row.place();
  to.rotation_rad = row.vec3("rotation_x_rad", "rotation_y_rad", "rotation_z_rad");
}
void read_wrap(Row& row, SolidRow& to) {
  to.shape = row.choice("shape", {"cylinder", "sphere", "ellipsoid", "torus"});
  to.quadrant = row.choice("quadrant", {"all", "+x", "-x", "+y", "-y", "+z", "-z"});
  read_solid(row, to);
}
void read_bone(Row& row, SolidRow& to) {
  to.shape = row.choice("shape", {"cylinder", "ellipsoid"});
  read_solid(row, to);
}
void read(Row& row, MuscleWrapRow& to) {
  to.muscle = row.word("muscle");
  to.order = row.count("order", 1);
  to.wrap = row.word("wrap");
  to.method = row.choice("method", {"hybrid", "midpoint", "axial"});
  to.first_point = row.count("first_point", -1);
  to.last_point = row.count("last_point", -1);
}
void read(Row& row, StrengthRow& to) {
  to.name = row.word("class");
  to.man_N_per_cm2 = row.positive("specific_tension_man_N_per_cm2");
  to.woman_N_per_cm2 = row.positive("specific_tension_woman_N_per_cm2");
  to.spread_ratio = row.positive("spread_ratio");
}
void read(Row& row, PassiveRow& to) {
  to.name = row.word("name");
  to.coordinate = row.word("coordinate");
  to.stiffness_Nm_per_deg = row.number("stiffness_Nm_per_deg");
  to.rest_deg = row.number("rest_deg");
  to.upper_Nm = row.number("upper_Nm");
  to.upper_per_deg = row.number("upper_per_deg");
  to.upper_deg = row.number("upper_deg");
  to.lower_Nm = row.number("lower_Nm");
  to.lower_per_deg = row.number("lower_per_deg");
  to.lower_deg = row.number("lower_deg");
  if (std::min({to.stiffness_Nm_per_deg, to.upper_Nm, to.upper_per_deg, to.lower_Nm, to.lower_per_deg}) < 0)
    row.fault("a stiffness or moment is negative", "The signs are in the formula: write magnitudes.");
}
void read(Row& row, ActuatorRow& to) {
  to.name = row.word("name");
  to.coordinate = row.word("coordinate");
  to.optimal_force = row.positive("optimal_force");
}
void read_marker(Row& row, PointRow& to) {
  to.name = row.word("name");
  to.body = row.word("body");
  to.p_B = row.place();
  to.kind = row.text("meaning");
}
void read_contact(Row& row, PointRow& to) {
  to.name = row.word("name");
  to.body = row.word("body");
  to.p_B = row.place();
  to.kind = row.word("region");
}
void read(Row& row, PressureRow& to) {
  to.name = row.word("name");
  to.body = row.word("body");
  to.p_B = row.place();
  to.area_m2 = row.positive("area_m2");
  to.pressure_kPa_max = row.positive("pressure_kPa_max");
}
void read(Row& row, PressureWallRow& to) {
  to.muscle = row.word("muscle");
  to.pressure_kPa_at_full = row.number("pressure_kPa_at_full");
}

class TablesReader {
 public:
  Result<BodyTables> read_all(const std::vector<TableText>& texts) {
    for (const auto& text : texts) read_table(text);
    check_names();
    check_sources();
    if (!problems_.empty()) return problems_.merged("models/body");
    return std::move(tables_);
  }

 private:
  template <class RowType, class Reading>
  void read_rows(const CsvTable& table, std::vector<RowType>& rows, Reading reading) {
    for (const auto& line : table.rows) {
      Row row(table, line, problems_);
      RowType to;
      to.where = row.where();
      reading(row, to);
      if constexpr (requires { to.source; }) {
        to.source = row.word("source");
        cited_.emplace_back(to.where, to.source);
      }
      rows.push_back(std::move(to));
      if (&line == &table.rows.front() && !check_columns(table, row)) return;
    }
  }

  bool check_columns(const CsvTable& table, const Row& row) {
    for (const auto& column : row.missing())
      problems_.add({table.where, fmt::format("the column '{}' is lacking", column),
                     "models/body/README.md lists the columns of each table."});
    for (const auto& column : table.columns)
      if (!row.used().contains(column))
        problems_.add({table.where, fmt::format("the column '{}' is not known", column),
                       "models/body/README.md lists the columns of each table."});
    return row.missing().empty();
  }

  void read_table(const TableText& text) {
    const auto table = parse_csv(text.text, text.where);
    if (!table) return problems_.add(table.refusal());
    const auto plain = [](Row& row, auto& to) { read(row, to); };
    BodyTables& t = tables_;
    const std::map<std::string_view, std::function<void()>> readers{
        {"sources", [&] { read_rows(*table, t.sources, plain); }},
        {"reference", [&] { read_rows(*table, t.reference, plain); }},
        {"bodies", [&] { read_rows(*table, t.bodies, plain); }},
        {"joints", [&] { read_rows(*table, t.joints, plain); }},
        {"joint_axes", [&] { read_rows(*table, t.joint_axes, plain); }},
        {"coordinates", [&] { read_rows(*table, t.coordinates, plain); }},
        {"couplers", [&] { read_rows(*table, t.couplers, plain); }},
        {"functions", [&] { read_rows(*table, t.functions, plain); }},
        {"rhythm", [&] { read_rows(*table, t.rhythm, plain); }},
        {"muscles", [&] { read_rows(*table, t.muscles, plain); }},
        {"muscle_points", [&] { read_rows(*table, t.muscle_points, plain); }},
        {"muscle_curves", [&] { read_rows(*table, t.muscle_curves, plain); }},
        {"wraps", [&] { read_rows(*table, t.wraps, read_wrap); }},
        {"muscle_wraps", [&] { read_rows(*table, t.muscle_wraps, plain); }},
        {"strength", [&] { read_rows(*table, t.strength, plain); }},
        {"passive", [&] { read_rows(*table, t.passive, plain); }},
        {"actuators", [&] { read_rows(*table, t.actuators, plain); }},
        {"bones", [&] { read_rows(*table, t.bones, read_bone); }},
        {"markers", [&] { read_rows(*table, t.markers, read_marker); }},
        {"contacts", [&] { read_rows(*table, t.contacts, read_contact); }},
        {"pressure", [&] { read_rows(*table, t.pressure, plain); }},
        {"pressure_wall", [&] { read_rows(*table, t.pressure_wall, plain); }},
    };
    const auto reader = readers.find(text.table);
    if (reader == readers.end())
      return problems_.add({text.where, fmt::format("there is no table called '{}'", text.table),
                            "models/body/README.md lists the tables."});
    reader->second();
  }

  template <class RowType>
  void check_unique(const std::vector<RowType>& rows, std::string RowType::*name) {
    std::map<std::string, std::string> first;
    for (const auto& row : rows) {
      const auto [at, is_new] = first.emplace(row.*name, row.where);
      if (!is_new)
        problems_.add(
            {row.where, fmt::format("'{}' stands already in {}", row.*name, at->second), "Keep one."});
    }
  }

  void check_names() {
    check_unique(tables_.sources, &SourceRow::key);
    check_unique(tables_.reference, &ReferenceRow::quantity);
    check_unique(tables_.bodies, &BodyRow::name);
    check_unique(tables_.joints, &JointRow::name);
    check_unique(tables_.joints, &JointRow::child);
    check_unique(tables_.coordinates, &CoordinateRow::name);
    check_unique(tables_.couplers, &CouplerRow::dependent);
    check_unique(tables_.muscles, &MuscleRow::name);
    check_unique(tables_.muscle_curves, &MuscleCurvesRow::name);
    check_unique(tables_.wraps, &SolidRow::name);
    check_unique(tables_.strength, &StrengthRow::name);
    check_unique(tables_.passive, &PassiveRow::name);
    check_unique(tables_.actuators, &ActuatorRow::name);
    check_unique(tables_.bones, &SolidRow::name);
    check_unique(tables_.markers, &PointRow::name);
    check_unique(tables_.contacts, &PointRow::name);
    check_unique(tables_.pressure, &PressureRow::name);
    check_unique(tables_.pressure_wall, &PressureWallRow::muscle);
  }

  // A source is a key, or several with '+' between them; what follows a ';', ':' or ',' says what was done.
  void check_sources() {
    std::set<std::string, std::less<>> keys;
    for (const auto& row : tables_.sources) keys.insert(row.key);
    for (const auto& [where, source] : cited_) {
      std::istringstream cited(source.substr(0, source.find_first_of(";:,")));
      for (std::string key; std::getline(cited, key, '+');) {
        const auto first = key.find_first_not_of(' '), last = key.find_last_not_of(' ');
        key = first == std::string::npos ? "" : key.substr(first, last - first + 1);
        if (!keys.contains(key))
          problems_.add({where, fmt::format("the source '{}' is not listed in sources.csv", key),
                         "Begin the source with a key of sources.csv; what was done follows a semicolon."});
      }
    }
  }

  osim::Problems problems_;
  BodyTables tables_;
  std::vector<std::pair<std::string, std::string>> cited_;  // where, source
};

}  // namespace

Result<BodyTables> parse_body_tables(const std::vector<TableText>& texts) {
  return TablesReader().read_all(texts);
}

Result<BodyTables> read_body_tables(const std::filesystem::path& folder) {
  std::error_code fault;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault))
    if (entry->is_regular_file() && entry->path().extension() == ".csv") files.push_back(entry->path());
  if (fault || files.empty())
    return Refusal{folder.string(), fault ? "the folder cannot be read" : "the folder holds no .csv file",
                   "Give a folder of tables as models/body is."};
  std::ranges::sort(files);
  std::vector<TableText> texts;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return Refusal{file.string(), "the file cannot be read", "Check that it may be opened."};
    texts.push_back({file.stem().string(), file.string(), text.str()});
  }
  return parse_body_tables(texts);
}

const BodyTables& published_body_tables() {
  static const BodyTables tables = [] {
    auto parsed = parse_body_tables(published_body_texts());
    require(parsed.ok(), parsed ? "" : "the built-in body can be read: " + parsed.refusal().text());
    return *std::move(parsed);
  }();
  return tables;
}

}  // namespace loadshare::model
