// The reader of emg.h; docs/emg.md holds the same keys, units and defaults.
#include "capture/emg.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

#include "base/toml_reader.h"
#include "capture/storage.h"
#include "capture/text.h"

namespace loadshare::capture {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr const char* remedy = "Correct the file; docs/emg.md shows how it is written.";
constexpr double time_s_max = 1e6, full_max = 1e9, part_max = 10;

constexpr std::array<std::string_view, 5> document_keys{"format", "envelopes", "begins_at_s", "near",
                                                        "channels"};
constexpr std::array<std::string_view, 3> channel_keys{"column", "muscles", "full"};

EmgChannel read_channel(TomlReader& reader, const toml::table& table) {
  EmgChannel channel;
  channel.where = reader.place(table);
  reader.check_keys(table, "a channel", channel_keys);
  channel.column = reader.text(table, "column");
  channel.muscles = reader.texts(table, "muscles");
  channel.full = reader.number_or(1, table, "full", 1e-9, full_max, "the unit of the envelope");
  return channel;
}

Emg read_document(TomlReader& reader, const toml::table& document) {
  Emg emg;
  reader.check_format(document);
  reader.check_keys(document, "an EMG file", document_keys);
  emg.envelopes = reader.text(document, "envelopes");
  if (document.contains("begins_at_s"))
    emg.begins_at_s = reader.number(document, "begins_at_s", -time_s_max, time_s_max, "seconds");
  emg.near = reader.number_or(emg.near, document, "near", 0.001, 1, "parts of full activity");
  const auto tables = reader.tables(document, "channels");
  if (tables.empty())
    reader.refuse(document, "it has no channels",
                  "Write a [[channels]] for each electrode: column and muscles.");
  std::set<std::string> columns;
  for (const auto* table : tables) {
    emg.channels.push_back(read_channel(reader, *table));
    const auto& column = emg.channels.back().column;
    if (!columns.insert(column).second)
      reader.refuse(*table, fmt::format("the column {} has two channels", in_quotes(column)), "Keep one.");
  }
  return emg;
}

Refusal bad_value(const Emg& emg, const EmgChannel& channel, double time_s, double part) {
  return {fmt::format("{}, column {}", emg.envelopes.string(), channel.column),
          fmt::format("at {:g} s the activity is {:.3g} of full activity{}", time_s, part,
                      part < 0 ? "" : fmt::format(", more than {:g} times", part_max)),
          part < 0 ? "Give an envelope: the signal rectified and made smooth."
                   : "Write in 'full' what the envelope reads at the greatest voluntary activity."};
}

}  // namespace

Result<Emg> parse_emg(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  auto emg = read_document(reader, *document);
  if (auto refusal = reader.refusal()) return *std::move(refusal);
  emg.where = where;
  return emg;
}

Result<Emg> read_emg(const std::filesystem::path& file) {
  const auto text = read_text_file(file, byte_limit);
  if (!text) return text.refusal();
  auto emg = parse_emg(*text, file.string());
  if (emg && emg->envelopes.is_relative()) emg->envelopes = file.parent_path() / emg->envelopes;
  return emg;
}

Result<TimeSeries> read_envelopes(const Emg& emg, Diagnostics& notes) {
  const auto read = read_storage(emg.envelopes, notes);
  if (!read) return read.refusal();
  TimeSeries made;
  made.name = "EMG";
  made.times_s = read->times_s;
  if (emg.begins_at_s && !made.times_s.empty()) {
    const double shift_s = *emg.begins_at_s - made.times_s.front();
    for (double& time_s : made.times_s) time_s += shift_s;
  }
  made.values.resize(read->values.rows(), static_cast<Eigen::Index>(emg.channels.size()));
  for (std::size_t k = 0; k < emg.channels.size(); ++k) {
    const auto& channel = emg.channels[k];
    const auto column = read->find_column(channel.column);
    if (!column)
      return Refusal{
          channel.where,
          fmt::format("{} has no column {}", emg.envelopes.filename().string(), in_quotes(channel.column)),
          "Name a column of the envelopes, or leave the channel out."};
    const auto at = static_cast<Eigen::Index>(k);
    made.labels.push_back(channel.column);
    made.values.col(at) = read->values.col(static_cast<Eigen::Index>(*column)) / channel.full;
    for (Eigen::Index i = 0; i < made.values.rows(); ++i)
      if (const double part = made.values(i, at); !(part >= 0 && part <= part_max))
        return bad_value(emg, channel, made.times_s[static_cast<std::size_t>(i)], part);
  }
  return made;
}

}  // namespace loadshare::capture
