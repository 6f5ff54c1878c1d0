// An .osim document as elements: parsed defensively, each element backed by the document's
// <defaults> of its type, problems collected with file, line and element.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loadshare::model::osim {

// The oldest and newest document versions whose layout is known.
inline constexpr int oldest_version = 30000, newest_version = 40600;

// Problems found so far; all of them become one refusal.
class Problems {
 public:
  void add(Refusal problem);
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  // Precondition: !empty(). The first ten problems are spelled out, the others counted.
  [[nodiscard]] Refusal merged(const std::string& file) const;

 private:
  std::vector<Refusal> problems_;
};

// An element of the document, and the element of <defaults> that answers for what it lacks.
struct Element {
  pugi::xml_node own;
  pugi::xml_node fallback;

  [[nodiscard]] std::string name() const { return own.attribute("name").value(); }
  // The property's element: the element's own, else the default's; may be empty.
  [[nodiscard]] pugi::xml_node property(const char* tag) const;
};

// An object that is the value of a property. `given` is true where the document says anything about
// the property, also that it is empty.
struct ObjectProperty {
  bool given = false;
  Element object;
};

class Document {
 public:
  // Refuses text that is no XML, is cut off, holds a DOCTYPE, is nested deeper than 64 elements or
  // larger than 200 MB, is no <OpenSimDocument> or one older than version 30000.
  static Result<Document> parse(std::string_view xml, std::string file);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] int version() const { return version_; }
  [[nodiscard]] pugi::xml_node root() const;     // <OpenSimDocument>
  [[nodiscard]] pugi::xml_node content() const;  // its first element, as <Model>
  [[nodiscard]] Element element(pugi::xml_node own) const;
  // The object in `owner` of that type (one-object properties without a name, as <SpatialTransform>).
  [[nodiscard]] Element child_object(const Element& owner, const char* type) const;
  // The object that a named property of `owner` holds: <property><Type/></property>, or
  // <Type name="property"/>, or an unnamed <Type/> where only one type family can be meant
  // (`type_suffixes`, as {"Function", "Spline"}).
  [[nodiscard]] ObjectProperty object_property(const Element& owner, const char* property,
                                               const std::vector<std::string_view>& type_suffixes) const;
  // "file, line 12, PinJoint 'knee_r'"
  [[nodiscard]] std::string place(pugi::xml_node node) const;

 private:
  std::string file_;
  int version_ = 0;
  std::unique_ptr<pugi::xml_document> tree_;
  std::vector<std::size_t> line_starts_;
};

// The type of an element under its present name (old files use others for some).
[[nodiscard]] std::string_view type_of(pugi::xml_node node);

// <SetTag><objects>: the objects' elements; none where the set is not there.
[[nodiscard]] std::vector<pugi::xml_node> objects_of(pugi::xml_node owner, const char* set_tag);

}  // namespace loadshare::model::osim
