// XML as the set-up files of OpenSim hold it: parsing that refuses what is hostile, and fields with faults
// named.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/text.h"

namespace loadshare::capture {

inline constexpr std::size_t xml_byte_limit = std::size_t{64} << 20;

// A parsed text. Refused by parse_xml, with line and column: what is not well-formed, a document type
// declaration (the way of entity bombs), elements nested deeper than 64.
struct XmlSource {
  std::unique_ptr<pugi::xml_document> tree;
  std::string where;
  std::vector<std::size_t> line_starts;  // offsets
  // The version of the OpenSimDocument element; 10500 where that element is absent, as OpenSim takes it.
  int document_version = 0;
  pugi::xml_node content;  // the element that says what the document is

  // "setup.xml, line 3"
  [[nodiscard]] std::string place_of(pugi::xml_node node) const;
};

[[nodiscard]] Result<XmlSource> parse_xml(std::string_view text, const std::string& where);

// The child elements of one element as typed values. Absent elements give the fallback; elements that hold
// something else than they should go to `problems`. What was never asked for is named by note_unread.
class Fields {
 public:
  // `other` is a second element to look in where the first lacks the child; may be empty.
  Fields(const XmlSource& source, pugi::xml_node element, Problems& problems, pugi::xml_node other = {})
      : source_(source), element_(element), other_(other), problems_(problems) {}

  [[nodiscard]] std::string name() const { return element_.attribute("name").as_string(); }
  [[nodiscard]] std::string place() const { return source_.place_of(element_); }
  // A child element, empty if absent. Marks it as read.
  pugi::xml_node child(const char* tag);
  bool has(const char* tag) { return static_cast<bool>(child(tag)); }

  std::string text(const char* tag, std::string fallback = {});
  // As text; OpenSim's "Unassigned" is empty.
  std::string file(const char* tag);
  std::vector<std::string> words(const char* tag, std::vector<std::string> fallback = {});
  // NaN is refused; infinity only where `may_be_infinite`.
  double number(const char* tag, double fallback, bool may_be_infinite = false);
  int count(const char* tag, int fallback);
  bool flag(const char* tag, bool fallback);
  // Two numbers, the first not above the second; infinities allowed.
  std::pair<double, double> range(const char* tag, std::pair<double, double> fallback);
  void fault(const char* tag, std::string what, std::string remedy);

  // Elements that change nothing that is computed here.
  void pass_over(std::initializer_list<const char*> tags);
  // Notes each child element that was not asked for, and each that stands there a second time.
  void note_unread(Diagnostics& notes) const;

 private:
  [[nodiscard]] bool was_read(std::string_view tag) const;

  const XmlSource& source_;
  pugi::xml_node element_;
  pugi::xml_node other_;
  Problems& problems_;
  std::vector<std::string> read_;
};

// Notes classes among `element`'s <defaults> that would change values which the file leaves out.
void note_defaults(const XmlSource& source, pugi::xml_node element,
                   std::initializer_list<std::string_view> classes, Diagnostics& notes);

}  // namespace loadshare::capture
