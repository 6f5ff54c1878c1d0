#include "capture/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace loadshare::capture {

namespace {

constexpr int depth_limit = 64;
constexpr int oldest_version = 10000;
constexpr int newest_version = 40600;
constexpr int version_of_bare_document =
    10500;  // files from before OpenSim 1.6 have no OpenSimDocument element

std::vector<std::size_t> find_line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

struct LineAndColumn {
  std::size_t line, column;  // from 1
};

LineAndColumn locate(const std::vector<std::size_t>& line_starts, std::size_t offset) {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  return {static_cast<std::size_t>(after - line_starts.begin()), offset - *(after - 1) + 1};
}

// Walks without recursion: a hostile file may nest as deep as it is long.
class DepthCheck : public pugi::xml_tree_walker {
 public:
  bool for_each(pugi::xml_node& node) override {
    if (depth() < depth_limit) return true;
    too_deep = node;
    return false;
  }
  pugi::xml_node too_deep;
};

Result<Done> check_structure(XmlSource& source) {
  for (const auto node : source.tree->children()) {
    if (node.type() == pugi::node_doctype) {
      return Refusal{source.where, "the file declares a document type, which can hide entities",
                     "remove the <!DOCTYPE ...> declaration; OpenSim's files have none"};
    }
  }
  DepthCheck check;
  source.tree->traverse(check);
  if (check.too_deep) {
    return Refusal{source.place_of(check.too_deep), fmt::format("elements nest deeper than {}", depth_limit),
                   "name a set-up file as OpenSim writes it"};
  }
  return Done{};
}

Result<Done> find_content(XmlSource& source) {
  const pugi::xml_node root = source.tree->document_element();
  if (std::strcmp(root.name(), "OpenSimDocument") != 0) {
    source.document_version = version_of_bare_document;
    source.content = root;
    return Done{};
  }
  const char* const written = root.attribute("Version").as_string();
  const auto version = count_of(written);
  if (!version || *version < oldest_version || *version > newest_version) {
    return Refusal{source.place_of(root), fmt::format("the document's version is {}", in_quotes(written)),
                   fmt::format("documents from {} to {} are read: save the file with a current OpenSim",
                               oldest_version, newest_version)};
  }
  source.document_version = static_cast<int>(*version);
  for (const auto child : root.children()) {
    if (child.type() == pugi::node_element) {
      source.content = child;
      return Done{};
    }
  }
  return Refusal{source.place_of(root), "the document is empty", "name a set-up file as OpenSim writes it"};
}

std::string value_text(pugi::xml_node node) { return std::string(trimmed(node.text().as_string())); }

}  // namespace

std::string XmlSource::place_of(pugi::xml_node node) const {
  const auto offset = node.offset_debug();
  if (offset < 0) return where;
  return fmt::format("{}, line {}", where, locate(line_starts, static_cast<std::size_t>(offset)).line);
}

Result<XmlSource> parse_xml(std::string_view bytes, const std::string& where) {
  const auto text = check_text(bytes, where);
  if (!text) return text.refusal();
  XmlSource source;
  source.where = where;
  source.tree = std::make_unique<pugi::xml_document>();
  source.line_starts = find_line_starts(*text);
  const auto outcome = source.tree->load_buffer(
      text->data(), text->size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!outcome) {
    const auto at =
        locate(source.line_starts, static_cast<std::size_t>(std::max<std::ptrdiff_t>(outcome.offset, 0)));
    return Refusal{fmt::format("{}, line {}, column {}", where, at.line, at.column),
                   fmt::format("this is not well-formed XML: {}", outcome.description()),
                   "the file may be cut off or edited by hand: save it again"};
  }
  if (const auto structure = check_structure(source); !structure) return structure.refusal();
  if (const auto content = find_content(source); !content) return content.refusal();
  return source;
}

pugi::xml_node Fields::child(const char* tag) {
  if (!was_read(tag)) read_.emplace_back(tag);
  const auto found = element_.child(tag);
  return found ? found : other_.child(tag);
}

std::string Fields::text(const char* tag, std::string fallback) {
  const auto node = child(tag);
  return node ? value_text(node) : std::move(fallback);
}

std::string Fields::file(const char* tag) {
  std::string written = text(tag);
  return written == "Unassigned" ? std::string{} : written;
}

std::vector<std::string> Fields::words(const char* tag, std::vector<std::string> fallback) {
  const auto node = child(tag);
  if (!node) return fallback;
  const auto words = words_of(node.text().as_string());
  return {words.begin(), words.end()};
}

double Fields::number(const char* tag, double fallback, bool may_be_infinite) {
  const auto node = child(tag);
  if (!node) return fallback;
  const std::string written = value_text(node);
  const auto value = number_of(written);
  if (value && (std::isfinite(*value) || (may_be_infinite && std::isinf(*value)))) return *value;
  fault(tag, fmt::format("<{}> is {}, which is not a number that can be used", tag, in_quotes(written)),
        "write a number there");
  return fallback;
}

int Fields::count(const char* tag, int fallback) {
  const auto node = child(tag);
  if (!node) return fallback;
  const std::string written = value_text(node);
  const auto value = count_of(written);
  constexpr long long limit = 1000000000;
  if (value && *value >= -limit && *value <= limit) return static_cast<int>(*value);
  fault(tag, fmt::format("<{}> is {}, which is not a whole number that can be used", tag, in_quotes(written)),
        "write a whole number there");
  return fallback;
}

bool Fields::flag(const char* tag, bool fallback) {
  const auto node = child(tag);
  if (!node) return fallback;
  const std::string written = lower_case(value_text(node));
  if (written == "true" || written == "1") return true;
  if (written == "false" || written == "0") return false;
  fault(tag, fmt::format("<{}> is {}, neither true nor false", tag, in_quotes(written)),
        "write true or false there");
  return fallback;
}

std::pair<double, double> Fields::range(const char* tag, std::pair<double, double> fallback) {
  const auto node = child(tag);
  if (!node) return fallback;
  const auto written = words_of(node.text().as_string());
  const auto from = written.size() == 2 ? number_of(written[0]) : std::nullopt;
  const auto to = written.size() == 2 ? number_of(written[1]) : std::nullopt;
  if (from && to && *from <= *to) return {*from, *to};
  fault(tag,
        fmt::format("<{}> is {}, which is not a start and an end after it", tag, in_quotes(value_text(node))),
        "write two numbers there, the smaller first");
  return fallback;
}

void Fields::fault(const char* tag, std::string what, std::string remedy) {
  const auto node = child(tag);
  problems_.add(source_.place_of(node ? node : element_), std::move(what), std::move(remedy));
}

void Fields::pass_over(std::initializer_list<const char*> tags) {
  for (const char* tag : tags) read_.emplace_back(tag);
}

bool Fields::was_read(std::string_view tag) const {
  return std::find(read_.begin(), read_.end(), tag) != read_.end();
}

void Fields::note_unread(Diagnostics& notes) const {
  for (const auto& element : {element_, other_}) {
    for (const auto node : element.children()) {
      if (node.type() != pugi::node_element) continue;
      const bool repeated =
          element.child(node.name()) != node || (element == other_ && element_.child(node.name()));
      if (repeated) {
        notes.leave_out(
            source_.place_of(node),
            fmt::format("the element {} stands there twice; the first was taken", in_quotes(node.name())));
      } else if (!was_read(node.name())) {
        notes.leave_out(source_.place_of(node),
                        fmt::format("the element {} is not used", in_quotes(node.name())));
      }
    }
  }
}

void note_defaults(const XmlSource& source, pugi::xml_node element,
                   std::initializer_list<std::string_view> classes, Diagnostics& notes) {
  for (const auto node : element.child("defaults").children()) {
    if (std::find(classes.begin(), classes.end(), std::string_view(node.name())) == classes.end()) continue;
    notes.flag(source.place_of(node),
               fmt::format("default values for {} are not used; OpenSim's own were taken", node.name()));
  }
}

}  // namespace loadshare::capture
