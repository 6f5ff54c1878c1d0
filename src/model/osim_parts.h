// The parts of the .osim reader and what they share. Internal to the reader.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "model/model.h"
#include "model/osim_document.h"

namespace loadshare::model::osim {

// A frame of the document on its body.
struct Frame {
  BodyId body;
  Transform X_BF;
};

// A joint before its place in the tree is known. Ids of coordinates are indices into `coordinates`.
struct DraftJoint {
  pugi::xml_node node;  // none for a joint that the document does not hold
  Joint joint;
  std::vector<Coordinate> coordinates;
};

// What is not read, by kind: one finding each.
class LeftOut {
 public:
  void add(const std::string& kind, const std::string& name) { names_[kind].push_back(name); }
  void report(const std::string& file, Diagnostics& notes) const;

 private:
  std::map<std::string, std::vector<std::string>> names_;
};

// The state of one reading.
class Reader {
 public:
  Reader(const Document& source, Diagnostics& findings) : document(source), notes(findings) {}

  const Document& document;
  Diagnostics& notes;
  Problems problems;
  LeftOut left_out;
  Model model;

  void problem(pugi::xml_node at, std::string what, std::string remedy);

  // Properties of an element; where the document and its defaults are silent, `otherwise`. What
  // cannot be understood is a problem, and `otherwise` is returned.
  double number(const Element& of, const char* property, double otherwise);  // finite, |x| <= 1e12
  double bound(const Element& of, const char* property, double otherwise);   // may be infinite
  std::optional<double> optional_number(const Element& of, const char* property);
  bool flag(const Element& of, const char* property, bool otherwise);
  int integer(const Element& of, const char* property, int otherwise);
  std::string text(const Element& of, const char* property, std::string otherwise = {});
  Vec3 vec3(const Element& of, const char* property, const Vec3& otherwise);
  // Exactly `count` finite numbers.
  std::vector<double> numbers(const Element& of, const char* property, std::vector<double> otherwise,
                              std::optional<std::size_t> count = std::nullopt);
  std::vector<std::string> words(const Element& of, const char* property);
  // Where a component is attached: socket, connector, or (`legacy_tag`) the plain element of old files.
  std::string socket(const Element& of, const std::string& name, const char* legacy_tag = nullptr);

  // Frames by path or name, as seen from the component `from`.
  void register_frame(std::string path, const Frame& frame);
  void collect_offset_frames();  // every <PhysicalOffsetFrame> below <Model>; bodies must be registered
  [[nodiscard]] std::optional<Frame> find_frame(pugi::xml_node from, const std::string& reference) const;
  // As find_frame; an unknown or missing frame is a problem.
  std::optional<Frame> frame_at(const Element& of, const std::string& socket_name,
                                const char* legacy_tag = nullptr);

  // Coordinates by name or path (its last part); an unknown one is a problem, where `needed` also
  // an empty one.
  CoordinateId coordinate_named(pugi::xml_node at, const std::string& reference, bool needed = true);
  void index_names();  // of coordinates and wraps, once the model has them

  std::unordered_map<std::string, WrapId> wrap_by_name;

 private:
  std::optional<std::vector<double>> parse_numbers(pugi::xml_node property, bool finite);
  [[nodiscard]] std::optional<std::size_t> find_entry(pugi::xml_node from,
                                                      const std::string& reference) const;
  void resolve_offset(std::size_t first);

  struct Entry {
    std::string path;
    Frame frame;
    pugi::xml_node node;  // offset frames only
    enum class State { open, busy, done, failed } state = State::done;
  };
  std::vector<Entry> frames_;
  std::unordered_map<std::string, std::size_t> frame_by_path_;
  std::unordered_multimap<std::string, std::size_t> frame_by_name_;
  std::unordered_map<std::string, CoordinateId> coordinate_by_name_;
};

// The path of a component in the model, as "/jointset/hip_r/pelvis_offset".
[[nodiscard]] std::string component_path(pugi::xml_node node);
[[nodiscard]] std::string last_part(std::string_view path);

// Functions. `property`: the object property's name; `arity`: how many variables it is given.
std::optional<numerics::Function> read_function(Reader& reader, const Element& object);
// `otherwise` where the document is silent (or empty and `empty_is_silent`).
numerics::Function read_function_property(Reader& reader, const Element& owner, const char* property,
                                          const numerics::Function& otherwise);
// -1: any number of variables.
[[nodiscard]] int arity_of(const numerics::Function& function);

// The parts, in the order in which they are read.
void read_bodies(Reader& reader);
void read_joints(Reader& reader);  // also coordinates and the order of the tree
void read_wraps(Reader& reader);
void read_couplers(Reader& reader);
void read_forces(Reader& reader, pugi::xml_node force_set);
void read_markers(Reader& reader);
void check_sections(Reader& reader);

// Joints in tree order with ids assigned; reports what cannot be a tree. file_order of `drafts`.
void build_tree(Reader& reader, std::vector<DraftJoint> drafts);

Path read_path(Reader& reader, const Element& owner);
// True where the element is a muscle of a known type and was read (or reported).
bool read_muscle(Reader& reader, const Element& muscle);
// True where the element is another known force.
bool read_other_force(Reader& reader, const Element& force);
bool applies_force(Reader& reader, const Element& force);

}  // namespace loadshare::model::osim
