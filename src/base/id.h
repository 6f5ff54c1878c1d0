// Ids are types: a BodyId cannot be passed where a CoordinateId is meant.
#pragma once

#include <compare>
#include <cstddef>

namespace loadshare {

// An index into one of a model's lists. Default: none (index -1).
template <class Tag>
struct Id {
  int index = -1;

  constexpr Id() = default;
  constexpr explicit Id(int i) : index(i) {}
  constexpr explicit Id(std::size_t i) : index(static_cast<int>(i)) {}
  [[nodiscard]] constexpr bool is_some() const { return index >= 0; }
  [[nodiscard]] constexpr std::size_t at() const { return static_cast<std::size_t>(index); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace loadshare
