#include "model/osim_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace loadshare::model::osim {
namespace {

constexpr std::size_t largest_file_bytes = 200u << 20;
constexpr int deepest_nesting = 64;
constexpr std::size_t problems_spelled_out = 10;

// Names that OpenSim itself maps to later ones when it reads old files.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> renamed_types{{
    {"natCubicSpline", "SimmSpline"},
    {"NaturalCubicSpline", "SimmSpline"},
    {"Schutte1993Muscle", "Schutte1993Muscle_Deprecated"},
    {"Delp1990Muscle", "Delp1990Muscle_Deprecated"},
    {"GeneralizedForce", "CoordinateActuator"},
    {"MuscleViaPoint", "ConditionalPathPoint"},
    {"MovingMusclePoint", "MovingPathPoint"},
    {"MusclePoint", "PathPoint"},
    {"MuscleWrap", "PathWrap"},
}};

// Iterative, so that no nesting can exhaust the stack.
bool nested_too_deep(pugi::xml_node top) {
  int depth = 1;
  for (auto node = top; node;) {
    if (node.first_child()) {
      node = node.first_child();
      if (++depth > deepest_nesting) return true;
      continue;
    }
    while (node && node != top && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (!node || node == top) return false;
    node = node.next_sibling();
  }
  return false;
}

bool has_doctype(std::string_view xml) {
  for (auto at = xml.find("<!"); at != std::string_view::npos; at = xml.find("<!", at + 2)) {
    const auto head = xml.substr(at + 2, 7);
    if (head == "DOCTYPE" || head == "doctype" || head.starts_with("ENTITY")) return true;
    if (!head.starts_with("--")) continue;
    at = xml.find("-->", at);  // what stands in a comment is no declaration
    if (at == std::string_view::npos) return false;
  }
  return false;
}

bool looks_binary(std::string_view xml) {
  return std::any_of(xml.begin(), xml.end(), [](unsigned char c) {
    return c == 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  });
}

std::vector<std::size_t> starts_of_lines(std::string_view xml) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i < xml.size(); ++i)
    if (xml[i] == '\n') starts.push_back(i + 1);
  return starts;
}

std::size_t line_of(const std::vector<std::size_t>& starts, std::size_t offset) {
  return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), offset) - starts.begin());
}

std::optional<int> parse_version(pugi::xml_node root) {
  const std::string_view text = root.attribute("Version").value();
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return version;
}

pugi::xml_node first_element(pugi::xml_node owner) {
  for (auto child : owner.children())
    if (child.type() == pugi::node_element) return child;
  return {};
}

pugi::xml_node find_object(pugi::xml_node owner, const char* property,
                           const std::vector<std::string_view>& type_suffixes, bool& given) {
  given = true;
  if (auto named = owner.child(property)) return first_element(named);
  for (auto child : owner.children())
    if (child.type() == pugi::node_element && std::string_view(child.attribute("name").value()) == property)
      return child;
  for (auto child : owner.children()) {
    if (child.type() != pugi::node_element || *child.attribute("name").value()) continue;
    const auto type = type_of(child);
    for (const auto suffix : type_suffixes)
      if (type.ends_with(suffix)) return child;
  }
  given = false;
  return {};
}

}  // namespace

void Problems::add(Refusal problem) {
  if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
    problems_.push_back(std::move(problem));
}

Refusal Problems::merged(const std::string& file) const {
  require(!empty(), "there is no problem to refuse for");
  if (problems_.size() == 1) return problems_.front();
  Refusal all;
  all.where = file;
  all.what = fmt::format("{} problems:", problems_.size());
  std::vector<std::string> remedies;
  for (std::size_t i = 0; i < problems_.size() && i < problems_spelled_out; ++i) {
    const auto& problem = problems_[i];
    all.what += fmt::format("\n  ({}) {}: {}", i + 1, problem.where, problem.what);
    if (std::find(remedies.begin(), remedies.end(), problem.remedy) == remedies.end())
      remedies.push_back(problem.remedy);
  }
  if (problems_.size() > problems_spelled_out)
    all.what += fmt::format("\n  and {} more", problems_.size() - problems_spelled_out);
  all.remedy = fmt::format("{}", fmt::join(remedies, " "));
  return all;
}

pugi::xml_node Element::property(const char* tag) const {
  if (auto child = own.child(tag)) return child;
  return fallback.child(tag);
}

std::string_view type_of(pugi::xml_node node) {
  const std::string_view tag = node.name();
  for (const auto& [old_name, name] : renamed_types)
    if (tag == old_name) return name;
  return tag;
}

std::vector<pugi::xml_node> objects_of(pugi::xml_node owner, const char* set_tag) {
  std::vector<pugi::xml_node> objects;
  for (auto child : owner.child(set_tag).child("objects").children())
    if (child.type() == pugi::node_element) objects.push_back(child);
  return objects;
}

Result<Document> Document::parse(std::string_view xml, std::string file) {
  const std::string resave = "Open the model in OpenSim and save it again.";
  if (xml.size() > largest_file_bytes)
    return Refusal{file, fmt::format("the file has {} MB; models up to 200 MB are read", xml.size() >> 20),
                   "Give an .osim model."};
  if (xml.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Refusal{file, "the file is empty", "Give an .osim model."};
  if (looks_binary(xml))
    return Refusal{file, "the file holds binary data; an .osim model is text", "Give an .osim model."};
  if (has_doctype(xml))
    return Refusal{file, "the document declares a DOCTYPE or entities, which models do not need",
                   "Remove the declaration, if the file comes from a source you trust."};
  Document document;
  document.file_ = std::move(file);
  document.line_starts_ = starts_of_lines(xml);
  document.tree_ = std::make_unique<pugi::xml_document>();
  const auto parsed =
      document.tree_->load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  const auto& name = document.file_;
  if (!parsed) {
    const auto line =
        line_of(document.line_starts_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, parsed.offset)));
    return Refusal{fmt::format("{}, line {}", name, line),
                   fmt::format("the XML is broken or cut off ({})", parsed.description()), resave};
  }
  if (nested_too_deep(*document.tree_))
    return Refusal{name, fmt::format("elements are nested deeper than {}; models are not", deepest_nesting),
                   "Give an .osim model."};
  const auto root = document.root();
  if (std::string_view(root.name()) != "OpenSimDocument")
    return Refusal{
        name, fmt::format("the document is a <{}>, not an <OpenSimDocument>", root.name()),
        "Give an OpenSim document; one from before OpenSim 2 has to be saved by a later version first."};
  const auto version = parse_version(root);
  if (!version) return Refusal{document.place(root), "the document does not say its version", resave};
  if (*version < oldest_version)
    return Refusal{
        document.place(root),
        fmt::format("the document has version {}; versions from {} on are read", *version, oldest_version),
        resave};
  document.version_ = *version;
  if (!document.content())
    return Refusal{document.place(root), "the document is empty", "Give an .osim model."};
  return document;
}

pugi::xml_node Document::root() const { return first_element(*tree_); }
pugi::xml_node Document::content() const { return first_element(root()); }

Element Document::element(pugi::xml_node own) const {
  if (!own) return {};
  const auto defaults = content().child("defaults");
  const auto type = type_of(own);
  for (auto fallback : defaults.children())
    if (type_of(fallback) == type) return {own, fallback};
  return {own, {}};
}

Element Document::child_object(const Element& owner, const char* type) const {
  if (auto own = owner.own.child(type)) return element(own);
  return element(owner.fallback.child(type));
}

ObjectProperty Document::object_property(const Element& owner, const char* property,
                                         const std::vector<std::string_view>& type_suffixes) const {
  ObjectProperty found;
  auto node = find_object(owner.own, property, type_suffixes, found.given);
  if (!found.given && owner.fallback)
    node = find_object(owner.fallback, property, type_suffixes, found.given);
  found.object = element(node);
  return found;
}

std::string Document::place(pugi::xml_node node) const {
  if (!node) return file_;
  const auto offset = node.offset_debug();
  auto text =
      offset < 0 ? file_
                 : fmt::format("{}, line {}", file_, line_of(line_starts_, static_cast<std::size_t>(offset)));
  text += fmt::format(", {}", node.name());
  // A property's element has no name of its own; its owner's tells which one is meant.
  auto named = node;
  while (named && !*named.attribute("name").value()) named = named.parent();
  const std::string_view owner = named.attribute("name").value();
  if (named == node && !owner.empty()) return text + fmt::format(" '{}'", owner);
  if (!owner.empty()) text += fmt::format(" of {} '{}'", named.name(), owner);
  return text;
}

}  // namespace loadshare::model::osim
