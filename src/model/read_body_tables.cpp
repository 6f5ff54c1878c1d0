// The reader of body_tables.h.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "model/body_tables.h"
#include "model/check_body_tables.h"
#include "model/csv.h"
#include "model/osim_document.h"
#include "model/published_body_texts.h"
#include "model/table_columns.h"

namespace loadshare::model {
namespace {

class TablesReader {
 public:
  Result<BodyTables> read_all(const std::vector<TableText>& texts) {
    for (const auto& text : texts) read_table(text);
    for (const auto& [table, reading] : readers())
      if (!seen_.contains(table))
        problems_.add({"the body's tables", fmt::format("'{}.csv' is lacking", table),
                       "Add it; a table that holds nothing still names its columns."});
    for (auto& fault : check_body_tables(tables_)) problems_.add(std::move(fault));
    if (!tables_.sources.empty() || problems_.empty())
      for (auto& fault : check_sources(tables_.sources, cited_)) problems_.add(std::move(fault));
    if (!problems_.empty()) return problems_.merged("the body's tables");
    return std::move(tables_);
  }

 private:
  using Reading = void (TablesReader::*)(const CsvTable&);

  template <auto list, auto reading>
  void read_rows(const CsvTable& table) {
    auto& rows = tables_.*list;
    using RowType = typename std::remove_reference_t<decltype(rows)>::value_type;
    const auto read_row = [&](TableRow& row) {
      RowType to;
      to.where = row.where();
      reading(row, to);
      if constexpr (requires { to.source; }) to.source = row.word("source");
      return to;
    };
    // An empty row, to learn the columns.
    osim::Problems unread;
    const CsvRow empty{0, std::vector<std::string>(table.columns.size())};
    TableRow probe(table, empty, unread);
    read_row(probe);
    if (!check_columns(table, probe)) return;
    for (const auto& line : table.rows) {
      TableRow row(table, line, problems_);
      rows.push_back(read_row(row));
      if constexpr (requires(RowType r) { r.source; })
        if (!rows.back().source.empty()) cited_.push_back({rows.back().where, rows.back().source});
    }
  }

  bool check_columns(const CsvTable& table, const TableRow& row) {
    static constexpr auto remedy = "models/body/README.md lists the columns of each table.";
    for (const auto& column : row.missing())
      problems_.add({table.where, fmt::format("the column '{}' is lacking", column), remedy});
    for (const auto& column : table.columns)
      if (!row.used().contains(column))
        problems_.add({table.where, fmt::format("the column '{}' is not known", column), remedy});
    return row.missing().empty();
  }

  static const std::map<std::string, Reading, std::less<>>& readers();

  void read_table(const TableText& text) {
    const auto reader = readers().find(text.table);
    if (reader == readers().end())
      return problems_.add({text.where, fmt::format("there is no table called '{}'", text.table),
                            "models/body/README.md lists the tables."});
    seen_.insert(text.table);
    const auto table = parse_csv(text.text, text.where);
    if (!table) return problems_.add(table.refusal());
    (this->*reader->second)(*table);
  }

  osim::Problems problems_;
  BodyTables tables_;
  std::set<std::string, std::less<>> seen_;
  std::vector<CitedSource> cited_;
};

const std::map<std::string, TablesReader::Reading, std::less<>>& TablesReader::readers() {
  using T = BodyTables;
  static constexpr auto plain = [](TableRow& row, auto& to) { read(row, to); };
  static const std::map<std::string, Reading, std::less<>> all{
      {"sources", &TablesReader::read_rows<&T::sources, plain>},
      {"reference", &TablesReader::read_rows<&T::reference, plain>},
      {"bodies", &TablesReader::read_rows<&T::bodies, plain>},
      {"joints", &TablesReader::read_rows<&T::joints, plain>},
      {"joint_axes", &TablesReader::read_rows<&T::joint_axes, plain>},
      {"coordinates", &TablesReader::read_rows<&T::coordinates, plain>},
      {"couplers", &TablesReader::read_rows<&T::couplers, plain>},
      {"functions", &TablesReader::read_rows<&T::functions, plain>},
      {"rhythm", &TablesReader::read_rows<&T::rhythm, plain>},
      {"muscles", &TablesReader::read_rows<&T::muscles, plain>},
      {"muscle_points", &TablesReader::read_rows<&T::muscle_points, read_muscle_point>},
      {"muscle_curves", &TablesReader::read_rows<&T::muscle_curves, plain>},
      {"wraps", &TablesReader::read_rows<&T::wraps, read_wrap>},
      {"muscle_wraps", &TablesReader::read_rows<&T::muscle_wraps, read_muscle_wrap>},
      {"ligaments", &TablesReader::read_rows<&T::ligaments, plain>},
      {"ligament_points", &TablesReader::read_rows<&T::ligament_points, read_ligament_point>},
      {"ligament_wraps", &TablesReader::read_rows<&T::ligament_wraps, read_ligament_wrap>},
      {"strength", &TablesReader::read_rows<&T::strength, plain>},
      {"passive", &TablesReader::read_rows<&T::passive, plain>},
      {"actuators", &TablesReader::read_rows<&T::actuators, plain>},
      {"bones", &TablesReader::read_rows<&T::bones, read_bone>},
      {"markers", &TablesReader::read_rows<&T::markers, read_marker>},
      {"contacts", &TablesReader::read_rows<&T::contacts, read_contact>},
      {"pressure", &TablesReader::read_rows<&T::pressure, plain>},
      {"pressure_wall", &TablesReader::read_rows<&T::pressure_wall, plain>},
  };
  return all;
}

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
