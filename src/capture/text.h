// What the readers of text formats share: lines, numbers, quoting and paths.
#pragma once

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.h"
#include "base/result.h"

namespace loadshare::capture {

// Walks through a text line by line. Ends of line may be \n, \r\n, or \r where there is no \n at all.
class LineWalker {
 public:
  explicit LineWalker(std::string_view text);
  // The next line without its end and without a \r before it; none at the end of the text.
  [[nodiscard]] std::optional<std::string_view> next();
  [[nodiscard]] std::size_t line_number() const { return line_number_; }  // of the line last given, from 1
  [[nodiscard]] std::string_view rest() const { return rest_; }
  // Whether the line last given was closed by an end of line (a file that was cut off is not).
  [[nodiscard]] bool was_closed() const { return was_closed_; }

 private:
  std::string_view rest_;
  std::size_t line_number_ = 0;
  char end_ = '\n';
  bool was_closed_ = true;
};

[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string lower_case(std::string_view text);
// The text trimmed, each tab or end of line within it a blank: fit to be a name in a file of lines and tabs.
[[nodiscard]] std::string one_line(std::string_view text);
// Pieces between blanks of any kind.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);
// Pieces between tabs, each trimmed, empty ones kept.
[[nodiscard]] std::vector<std::string_view> cells_of(std::string_view line);

// The number that the whole of `text` spells, a leading '+' and inf and nan included; none otherwise. A
// number too small for a double is 0; one too large is none.
[[nodiscard]] std::optional<double> number_of(std::string_view text);
// The whole number that the whole of `text` spells (a trailing ".0" is let pass); none otherwise.
[[nodiscard]] std::optional<long long> count_of(std::string_view text);
// The shortest text that reads back as the same number; with digits, that many significant digits.
void append_number(std::string& text, double value, std::optional<int> significant_digits = std::nullopt);

// The text in quotation marks, cut to forty characters, what cannot be printed shown as '?'.
[[nodiscard]] std::string in_quotes(std::string_view text);

// The bytes of a file. Refused: absent, a folder, unreadable, larger than byte_limit.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t byte_limit);
// Whether a cause of failure, as errno names it, may pass by itself: no room, too many open, busy.
[[nodiscard]] bool may_pass(int system_error);
// Replaces the file. Refused: cannot be written (is_temporary by may_pass).
[[nodiscard]] Result<Done> write_text_file(const std::filesystem::path& path, std::string_view text);
// Refused: empty, or bytes that no text holds. Otherwise the text without a byte order mark.
[[nodiscard]] Result<std::string_view> check_text(std::string_view bytes, const std::string& where);

// A path as a set-up file writes it, seen from `folder`: backslashes are taken for slashes; empty stays
// empty.
[[nodiscard]] std::filesystem::path path_from(const std::filesystem::path& folder, std::string_view written);
// Whether a path names a drive of another operating system, as in "D:/trials/walk.mot".
[[nodiscard]] bool names_a_drive(std::string_view written);

}  // namespace loadshare::capture
