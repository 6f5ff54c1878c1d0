// Result<T>: a value, or the reason why the input cannot be used.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/require.h"

namespace loadshare {

// Why an input is refused: where it is wrong, what is wrong there, and what the person can do.
// All three are sentences for people; `where` names the file and, where known, line or element.
struct Refusal {
  std::string where;
  std::string what;
  std::string remedy;
  // What hinders may pass by itself (a full disk, a busy file): the same job may be tried again.
  bool is_temporary = false;

  // "where: what\n  remedy" as the command line prints it.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : outcome_(std::move(value)) {}            // NOLINT(google-explicit-constructor)
  Result(Refusal refusal) : outcome_(std::move(refusal)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return std::holds_alternative<T>(outcome_); }
  explicit operator bool() const { return ok(); }

  // Preconditions: ok() for the first four, !ok() for refusal(). A breach is a bug and throws.
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  [[nodiscard]] const Refusal& refusal() const {
    require(!ok(), "a result that holds a value has no refusal");
    return std::get<Refusal>(outcome_);
  }

 private:
  T& value() {
    if (!ok()) require(false, "refusal not handled: " + std::get<Refusal>(outcome_).text());
    return std::get<T>(outcome_);
  }
  const T& value() const { return const_cast<Result*>(this)->value(); }

  std::variant<T, Refusal> outcome_;
};

// For what can be refused but yields nothing.
struct Done {};

}  // namespace loadshare
