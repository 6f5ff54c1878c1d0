// Frames: bodies, and frames offset from bodies or from one another, by their paths in the model.
#include <fmt/format.h>

#include <algorithm>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

// Elements that hold components but are none themselves.
bool only_holds(std::string_view tag) {
  return tag == "objects" || tag == "components" || tag == "frames" || tag == "groups" ||
         tag == "coordinates";
}

std::string component_name(pugi::xml_node node) {
  const std::string_view tag = node.name();
  if (only_holds(tag)) return {};
  std::string name = node.attribute("name").value();
  if (!name.empty() || !tag.ends_with("Set")) return name;
  name = tag;
  for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

std::string normalised(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto part = path.substr(at, end - at);
    if (part == ".." && !parts.empty())
      parts.pop_back();
    else if (!part.empty() && part != "." && part != "..")
      parts.push_back(part);
    at = end + 1;
  }
  return fmt::format("/{}", fmt::join(parts, "/"));
}

}  // namespace

std::string component_path(pugi::xml_node node) {
  std::vector<std::string> names;
  for (; node && std::string_view(node.name()) != "Model"; node = node.parent())
    if (auto name = component_name(node); !name.empty()) names.push_back(std::move(name));
  std::reverse(names.begin(), names.end());
  return fmt::format("/{}", fmt::join(names, "/"));
}

std::string last_part(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

void Reader::register_frame(std::string path, const Frame& frame) {
  frame_by_name_.emplace(last_part(path), frames_.size());
  frame_by_path_.emplace(path, frames_.size());
  frames_.push_back({std::move(path), frame, {}, Entry::State::done});
}

void Reader::collect_offset_frames() {
  const auto top = document.content();
  const auto first = frames_.size();
  // The document is at most 64 levels deep, but a walk without recursion is as short.
  for (auto node = top.first_child(); node && node != top;) {
    if (std::string_view(node.name()) == "PhysicalOffsetFrame") {
      auto path = component_path(node);
      frame_by_name_.emplace(last_part(path), frames_.size());
      frame_by_path_.emplace(path, frames_.size());
      frames_.push_back({std::move(path), {}, node, Entry::State::open});
    }
    const bool defaults = std::string_view(node.name()) == "defaults";
    if (node.first_child() && !defaults) {
      node = node.first_child();
      continue;
    }
    while (node != top && !node.next_sibling()) node = node.parent();
    if (node != top) node = node.next_sibling();
  }
  for (auto i = first; i < frames_.size(); ++i) resolve_offset(i);
}

// Follows the chain of parents to a frame that is known, then comes back along it.
void Reader::resolve_offset(std::size_t first) {
  std::vector<std::size_t> chain;
  auto at = first;
  bool failed = false;
  while (frames_[at].state == Entry::State::open) {
    auto& entry = frames_[at];
    entry.state = Entry::State::busy;
    chain.push_back(at);
    const auto parent = socket(document.element(entry.node), "parent");
    const auto next = find_entry(entry.node, parent);
    if (!next) {
      problem(entry.node, fmt::format("the frame's parent '{}' is not in the model", parent),
              "Correct the name of the parent frame.");
      failed = true;
      break;
    }
    at = *next;
    if (frames_[at].state == Entry::State::busy) {
      problem(entry.node, fmt::format("the frame hangs on itself, by way of '{}'", parent),
              "Attach one of these frames to a body.");
      failed = true;
    }
  }
  failed = failed || frames_[at].state == Entry::State::failed;
  auto X_BP = failed ? Frame{} : frames_[at].frame;
  for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
    auto& entry = frames_[*link];
    const auto offset = document.element(entry.node);
    const Transform X_PF{rotation_from_body_fixed_xyz(vec3(offset, "orientation", Vec3::Zero())),
                         vec3(offset, "translation", Vec3::Zero())};
    X_BP.X_BF = X_BP.X_BF * X_PF;
    entry.frame = X_BP;
    entry.state = failed ? Entry::State::failed : Entry::State::done;
  }
}

std::optional<std::size_t> Reader::find_entry(pugi::xml_node from, const std::string& reference) const {
  if (reference.empty()) return std::nullopt;
  const auto own_path = component_path(from);
  const auto path = normalised(reference.starts_with('/') ? reference : own_path + "/" + reference);
  if (const auto exact = frame_by_path_.find(path); exact != frame_by_path_.end()) return exact->second;
  // Before 4.0 the sets were no part of paths, and plain names were used: the name then decides,
  // frames of the component first, then bodies, then a frame that is alone in having the name.
  const auto [begin, end] = frame_by_name_.equal_range(last_part(reference));
  std::vector<std::size_t> others;
  std::optional<std::size_t> body;
  for (auto it = begin; it != end; ++it) {
    const auto& entry = frames_[it->second];
    if (entry.path.starts_with(own_path + "/")) return it->second;
    if (!entry.node && (!body || *body > it->second)) body = it->second;
    others.push_back(it->second);
  }
  if (body) return body;
  if (others.size() == 1) return others.front();
  return std::nullopt;
}

std::optional<Frame> Reader::find_frame(pugi::xml_node from, const std::string& reference) const {
  const auto entry = find_entry(from, reference);
  if (!entry || frames_[*entry].state != Entry::State::done) return std::nullopt;
  return frames_[*entry].frame;
}

std::optional<Frame> Reader::frame_at(const Element& of, const std::string& socket_name,
                                      const char* legacy_tag) {
  const auto reference = socket(of, socket_name, legacy_tag);
  if (const auto frame = find_frame(of.own, reference)) return frame;
  if (reference.empty())
    problem(of.own, fmt::format("it does not say its {}", socket_name),
            "Name the body or frame it is attached to.");
  else if (!find_entry(of.own, reference))  // a frame that failed has its own problem already
    problem(of.own, fmt::format("its {} '{}' is no body or frame of the model", socket_name, reference),
            "Correct the name of the body or frame.");
  return std::nullopt;
}

void Reader::index_names() {
  coordinate_by_name_.clear();
  wrap_by_name.clear();
  for (std::size_t i = 0; i < model.coordinates.size(); ++i)
    coordinate_by_name_.emplace(model.coordinates[i].name, CoordinateId(i));
  for (std::size_t i = 0; i < model.wraps.size(); ++i) wrap_by_name.emplace(model.wraps[i].name, WrapId(i));
}

CoordinateId Reader::coordinate_named(pugi::xml_node at, const std::string& reference, bool needed) {
  const auto found = coordinate_by_name_.find(last_part(reference));
  if (found != coordinate_by_name_.end()) return found->second;
  if (!reference.empty())
    problem(at, fmt::format("the coordinate '{}' is not in the model", reference),
            "Correct the name of the coordinate.");
  else if (needed)
    problem(at, "it does not name its coordinate", "Name the coordinate.");
  return {};
}

}  // namespace loadshare::model::osim
