// Paths of muscles and ligaments of the built-in body, and how they grow with it.
#include <fmt/format.h>

#include <algorithm>

#include "model/body_builder.h"

namespace loadshare::model {
namespace {

constexpr double least_path_m = 1e-4;

template <class Row>
std::vector<const Row*> rows_of(const std::vector<Row>& rows, const std::string& name) {
  std::vector<const Row*> found;
  for (const auto& row : rows)
    if (row.path == name) found.push_back(&row);
  std::ranges::stable_sort(found, {}, &Row::order);
  return found;
}

}  // namespace

BodyBuilder::PathTables BodyBuilder::muscle_paths() const {
  return {"muscle", tables_.muscle_points, tables_.muscle_wraps};
}
BodyBuilder::PathTables BodyBuilder::ligament_paths() const {
  return {"ligament", tables_.ligament_points, tables_.ligament_wraps};
}

Path BodyBuilder::path_of(const NamedPath& named) {
  Path path;
  path.points = points_of(named);
  path.wraps = wraps_of(named, path.points.size());
  return path;
}

std::vector<PathPoint> BodyBuilder::points_of(const NamedPath& named) {
  std::vector<PathPoint> points;
  for (const auto* row : rows_of(named.tables.points, named.name)) {
    PathPoint point;
    point.name = fmt::format("{}-P{}", named.name, row->order);
    point.body = body_named(row->body, row->where);
    const Vec3 p_B = row->p_B.cwiseProduct(factor(point.body));
    if (row->coordinate.empty())
      point.place = FixedPoint{p_B};
    else
      point.place =
          ConditionalPoint{p_B, coordinate_named(row->coordinate, row->where), row->from_rad, row->to_rad};
    points.push_back(std::move(point));
    if (row->order != static_cast<int>(points.size()))
      problem(row->where,
              fmt::format("point {} of '{}' is counted as {}", points.size(), named.name, row->order),
              fmt::format("Count a {}'s points from 1 in the path's order, each once.", named.tables.what));
  }
  if (points.size() < 2)
    problem(named.where, fmt::format("'{}' has fewer than two points", named.name),
            fmt::format("Give it a path in {}_points.csv.", named.tables.what));
  return points;
}

std::vector<PathWrap> BodyBuilder::wraps_of(const NamedPath& named, std::size_t point_count) {
  std::vector<PathWrap> wraps;
  for (const auto* row : rows_of(named.tables.wraps, named.name)) {
    PathWrap wrap;
    wrap.name = fmt::format("{}_over_{}", named.name, row->wrap);
    wrap.object = body_.model.find_wrap(row->wrap);
    wrap.method = row->method == "hybrid"     ? WrapMethod::hybrid
                  : row->method == "midpoint" ? WrapMethod::midpoint
                                              : WrapMethod::axial;
    wrap.first_point = row->first_point;
    wrap.last_point = row->last_point;
    if (const int last = std::max(wrap.first_point, wrap.last_point); last > static_cast<int>(point_count))
      problem(row->where, fmt::format("'{}' has {} points, and no point {}", named.name, point_count, last),
              "Name points that it has.");
    if (!wrap.object.is_some())
      problem(row->where, fmt::format("there is no wrap called '{}'", row->wrap), "Name one of wraps.csv.");
    wraps.push_back(std::move(wrap));
  }
  return wraps;
}

void BodyBuilder::check_owners(const PathTables& tables,
                               const std::function<bool(const std::string&)>& is_known) {
  const auto check = [&](const auto& row) {
    if (!is_known(row.path))
      problem(row.where, fmt::format("there is no {} called '{}'", tables.what, row.path),
              fmt::format("Name one of {}s.csv.", tables.what));
  };
  std::ranges::for_each(tables.points, check);
  std::ranges::for_each(tables.wraps, check);
}

// In the zero position, straight from point to point; conditional points as if always there.
double BodyBuilder::straight_length(const Path& path, bool scaled) const {
  const auto& places = scaled ? p_GB_scaled_ : p_GB_reference_;
  const auto place = [&](const PathPoint& point) -> Vec3 {
    const auto* fixed = std::get_if<FixedPoint>(&point.place);
    const Vec3 p_B = fixed ? fixed->p_B : std::get<ConditionalPoint>(point.place).p_B;
    return places[point.body.at()] + (scaled ? p_B : Vec3(p_B.cwiseQuotient(factor(point.body))));
  };
  double length = 0;
  for (std::size_t i = 1; i < path.points.size(); ++i)
    length += (place(path.points[i]) - place(path.points[i - 1])).norm();
  return length;
}

// Of the path to the reference person's; fibres, tendons and ligaments grow in the same ratio.
double BodyBuilder::length_ratio(const Path& path, const NamedPath& named) {
  for (const auto& point : path.points)
    if (!point.body.is_some()) return 1;  // refused already
  const double reference_m = straight_length(path, false), own_m = straight_length(path, true);
  if (std::min(reference_m, own_m) >= least_path_m) return own_m / reference_m;
  if (path.points.size() >= 2)
    problem(named.where, fmt::format("the points of '{}' lie in one place", named.name),
            "Correct its points: lengths scale with the path between them.");
  return 1;
}

}  // namespace loadshare::model
