// parse_muscle_groups on any bytes, and the assignment of names by what it takes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/require.h"
#include "tension/muscle_groups.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto outcome = tension::parse_muscle_groups(text, "fuzz.toml");
  if (!outcome) {
    require(!outcome.refusal().what.empty() && !outcome.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  const auto is_listed = [&](const std::string& group) {
    return std::ranges::find(outcome->groups, group) != outcome->groups.end();
  };
  require(is_listed(outcome->ligament_group), "ligaments have a listed group");
  for (const tension::MusclePatterns& muscles : outcome->muscles) {
    require(is_listed(muscles.group), "every pattern leads to a listed group");
    // A pattern read as a name: its wildcards meet themselves.
    for (const std::string& name : muscles.names) {
      require(tension::matches(name, name), "a pattern matches itself");
      const tension::Assignment assignment = tension::assign_muscle(*outcome, name);
      require(!assignment.is_known() || is_listed(assignment.group), "a name is assigned to a listed group");
    }
  }
  return 0;
}
