// Findings: true results that are not clean, collected on the way and shown with the result.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadshare {

enum class FindingKind {
  assumed,       // the input did not say; this was taken
  left_out,      // the input holds it; it is not used
  needs_a_look,  // the result stands, but a person should look (exit code 3)
};

struct Finding {
  FindingKind kind = FindingKind::assumed;
  std::string where;  // file, element, sample
  std::string what;
  friend bool operator==(const Finding&, const Finding&) = default;
};

class Diagnostics {
 public:
  void assume(std::string where, std::string what) {
    add({FindingKind::assumed, std::move(where), std::move(what)});
  }
  void leave_out(std::string where, std::string what) {
    add({FindingKind::left_out, std::move(where), std::move(what)});
  }
  void flag(std::string where, std::string what) {
    add({FindingKind::needs_a_look, std::move(where), std::move(what)});
  }
  // The same finding twice is kept once.
  void add(Finding finding);
  void append(const Diagnostics& other);

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] bool needs_a_look() const;

 private:
  std::vector<Finding> findings_;
};

[[nodiscard]] std::string_view name_of(FindingKind kind);

}  // namespace loadshare
