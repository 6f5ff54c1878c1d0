#include "analysis/html_text.h"

#include <cstdint>

namespace loadshare::analysis {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_tail(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Bytes of the well-formed UTF-8 character at the start of `text` (RFC 3629); 0 where there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const std::size_t length = byte(0) >= 0xc2 && byte(0) <= 0xdf   ? 2
                             : byte(0) >= 0xe0 && byte(0) <= 0xef ? 3
                             : byte(0) >= 0xf0 && byte(0) <= 0xf4 ? 4
                                                                  : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_tail(text[i])) return 0;
  const bool is_overlong = (byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xf0 && byte(1) < 0x90);
  const bool is_surrogate = byte(0) == 0xed && byte(1) > 0x9f;
  const bool is_beyond = byte(0) == 0xf4 && byte(1) > 0x8f;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

std::string_view entity_of(char letter) {
  switch (letter) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const auto length = character_length(text);
    const auto code = static_cast<unsigned char>(text[0]);
    const bool is_control = (code < 0x20 && code != '\n' && code != '\t') || code == 0x7f;
    if (length == 0 || is_control)
      safe += replacement;
    else if (const auto entity = entity_of(text[0]); !entity.empty())
      safe += entity;
    else
      safe += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return safe;
}

std::string escape_sentence(std::string_view text) {
  std::string safe = escape_html(text);
  for (std::size_t at = safe.find(" %"); at != std::string::npos; at = safe.find(" %", at))
    safe.replace(at, 1, "\xC2\xA0");
  return safe;
}

}  // namespace loadshare::analysis
