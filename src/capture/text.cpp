#include "capture/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace loadshare::capture {

LineWalker::LineWalker(std::string_view text) : rest_(text) {
  const bool old_mac = text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos;
  if (old_mac) end_ = '\r';
}

std::optional<std::string_view> LineWalker::next() {
  if (rest_.empty()) return std::nullopt;
  ++line_number_;
  const auto end = rest_.find(end_);
  was_closed_ = end != std::string_view::npos;
  std::string_view line = rest_.substr(0, end);
  rest_ = was_closed_ ? rest_.substr(end + 1) : std::string_view{};
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string one_line(std::string_view text) {
  std::string line(trimmed(text));
  std::replace_if(line.begin(), line.end(), is_blank, ' ');
  return line;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && is_blank(text[at])) ++at;
    const std::size_t start = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    if (at > start) words.push_back(text.substr(start, at - start));
  }
  return words;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const auto end = line.find('\t');
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

std::optional<double> number_of(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  double value = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (fault == std::errc{}) return value;
  const bool too_small =
      fault == std::errc::result_out_of_range &&
      (text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos);
  if (too_small) return 0.0;
  return std::nullopt;
}

std::optional<long long> count_of(std::string_view text) {
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.remove_suffix(2);
  long long value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void append_number(std::string& text, double value, std::optional<int> significant_digits) {
  std::array<char, 64> buffer;  // 17 digits, sign, point and exponent fit
  const auto result = significant_digits ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                                         std::chars_format::general, *significant_digits)
                                         : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  require(result.ec == std::errc{}, "a number is written with at most 40 significant digits");
  text.append(buffer.data(), result.ptr);
}

bool may_pass(int system_error) {
  constexpr std::array passing{EAGAIN, EBUSY, EDQUOT, EINTR, EMFILE, ENFILE, ENOLCK, ENOMEM, ENOSPC, ETXTBSY};
  return std::find(passing.begin(), passing.end(), system_error) != passing.end();
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t limit = 40;
  std::string shown = "'";
  for (const char c : text.substr(0, limit)) shown += (c >= ' ' && c <= '~') ? c : '?';
  if (text.size() > limit) shown += "...";
  return shown + "'";
}

Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t byte_limit) {
  const std::string where = path.string();
  std::error_code fault;
  const auto status = std::filesystem::status(path, fault);
  if (!std::filesystem::exists(status)) {
    return Refusal{where, "there is no such file", "check the name and the folder"};
  }
  if (!std::filesystem::is_regular_file(status)) {
    return Refusal{where, "this is not a file", "name a file, not a folder or a device"};
  }
  const auto byte_count = std::filesystem::file_size(path, fault);
  if (!fault && byte_count > byte_limit) {
    return Refusal{
        where, fmt::format("the file has {} bytes, more than the {} that are read", byte_count, byte_limit),
        "cut the recording into shorter pieces"};
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(fault ? 0 : static_cast<std::size_t>(byte_count), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (fault || !file) return Refusal{where, "the file cannot be read", "check who may read it, and the disk"};
  return bytes;
}

Result<Done> write_text_file(const std::filesystem::path& path, std::string_view text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (file) return Done{};
  // Streams hide the cause; what the system said last is the cause where it said anything.
  const int cause = errno;
  const std::string reason = cause == 0 ? std::string() : fmt::format(" ({})", std::strerror(cause));
  return Refusal{path.string(), "the file cannot be written" + reason,
                 "check that the folder is there, who may write to it, and the room on the disk",
                 may_pass(cause)};
}

Result<std::string_view> check_text(std::string_view bytes, const std::string& where) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.substr(0, byte_order_mark.size()) == byte_order_mark) bytes.remove_prefix(byte_order_mark.size());
  if (trimmed(bytes).empty()) {
    return Refusal{where, "the file is empty", "copy or export it again"};
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return Refusal{where, fmt::format("byte {} is zero: this is not a text file", bytes.find('\0')),
                   "name a text file; one saved as UTF-16 must be saved as UTF-8"};
  }
  return bytes;
}

bool names_a_drive(std::string_view written) {
  return written.size() >= 2 && written[1] == ':' &&
         ((written[0] >= 'A' && written[0] <= 'Z') || (written[0] >= 'a' && written[0] <= 'z'));
}

std::filesystem::path path_from(const std::filesystem::path& folder, std::string_view written) {
  if (written.empty()) return {};
  std::string slashed(written);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  return (folder / slashed).lexically_normal();
}

}  // namespace loadshare::capture
